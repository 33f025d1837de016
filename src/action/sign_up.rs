//! Track Sign Up: `POST /v1/event/account-sign-up`.

use super::{Table, shared};
use crate::json::Marks;

pub(super) const TABLE: Table = Table {
    name: "trackSignUp",
    title: "Track Sign Up",
    description: "Record that a customer signed up.",
    path: "/v1/event/account-sign-up",
    fields: &[
        shared::CUSTOMER_ID
            .required()
            .convert(crate::field::Convert::Text),
        shared::ANONYMOUS_ID,
        shared::EMAIL.required(),
        shared::IS_NEW_CUSTOMER,
        shared::LOYALTY_STATUS,
        shared::FIRST_NAME,
        shared::LAST_NAME,
        shared::NAME,
        shared::AGE,
        shared::BIRTHDAY,
        shared::COUPON,
        shared::ATTRIBUTION_ID,
        shared::REFERRAL_CODE,
        shared::ATTRIBUTES,
        shared::PAGE_URL,
        shared::PAGE_TITLE,
        shared::USER_AGENT,
        shared::IP_ADDRESS,
    ],
    inner: &[],
    marks: Marks::NONE,
}
.indexed();
