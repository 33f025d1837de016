//! Track Custom Event: `POST /v1/event/custom`.

use super::{Table, shared};
use crate::field::{Field, FieldType, Output};
use crate::json::Marks;

pub(super) const TABLE: Table = Table {
    name: "trackCustomEvent",
    title: "Track Custom Event",
    description: "Record any other event that a reward can depend on.",
    path: "/v1/event/custom",
    fields: &[
        Field::text(
            "eventType",
            "Event Type",
            "The event's name in Friendbuy; the campaign has to know it.",
        )
        .required()
        .from("$.event"),
        Field::text(
            "eventProperties",
            "Event Properties",
            "An object with everything else about the event.",
        )
        .kind(FieldType::Object)
        .required()
        .from("$.properties")
        .to(Output::Properties),
        Field::text(
            "deduplicationId",
            "Event ID",
            "An id of the event: Friendbuy rewards a second event with the same one no more.",
        )
        .from("$.properties.deduplicationId"),
        // Friendbuy's documentation has it at the root since 2020; Segment's code does not.
        shared::CUSTOMER_ID
            .required()
            .to(Output::RootUnlessSegment("customerId")),
        shared::ANONYMOUS_ID,
        shared::EMAIL.required(),
        shared::PAGE_URL,
        shared::PAGE_TITLE,
        shared::USER_AGENT,
        shared::IP_ADDRESS,
    ],
    inner: &[
        shared::COUPON,
        shared::ATTRIBUTION_ID,
        shared::REFERRAL_CODE,
        shared::FIRST_NAME,
        shared::LAST_NAME,
        shared::IS_NEW_CUSTOMER,
        Field::text(
            "couponCode",
            "Coupon Code",
            "The coupon code, under Friendbuy's name.",
        )
        .to(Output::RootUnlessSegment("couponCode")),
    ],
    marks: Marks::NONE,
}
.indexed();
