//! Fields that several actions have.

use crate::field::{Convert, Field, FieldType, Format, Output};

/// The words Friendbuy knows for a customer's place in a loyalty programme.
pub(super) const LOYALTY: Format = Format::Choice(&["in", "out", "blocked"]);

pub(super) const CUSTOMER_ID: Field =
    Field::text("customerId", "Customer ID", "Your id of the customer.")
        .from_first("$.properties.customerId", "$.userId")
        .recommended();

pub(super) const ANONYMOUS_ID: Field = Field::text(
    "anonymousId",
    "Anonymous ID",
    "Segment's id of a visitor who is not known yet.",
)
.from("$.anonymousId")
.to(Output::Additional);

pub(super) const EMAIL: Field = Field::text("email", "Email", "The customer's email address.")
    .from("$.properties.email")
    .format(Format::Email);

pub(super) const IS_NEW_CUSTOMER: Field = Field::text(
    "isNewCustomer",
    "New Customer Flag",
    "Whether the customer is a new one.",
)
.kind(FieldType::Boolean)
.from("$.properties.isNewCustomer");

pub(super) const LOYALTY_STATUS: Field = Field::text(
    "loyaltyStatus",
    "Loyalty Program Status",
    "The customer's place in your loyalty programme: in, out or blocked.",
)
.from("$.properties.loyaltyStatus")
.format(LOYALTY);

pub(super) const FIRST_NAME: Field =
    Field::text("firstName", "First Name", "The customer's given name.")
        .from("$.properties.firstName");

pub(super) const LAST_NAME: Field =
    Field::text("lastName", "Last Name", "The customer's family name.")
        .from("$.properties.lastName");

pub(super) const NAME: Field = Field::text("name", "Name", "The customer's full name.")
    .from("$.properties.name")
    .to(Output::Additional);

pub(super) const AGE: Field = Field::text("age", "Age", "The customer's age in years.")
    .kind(FieldType::Number)
    .from("$.properties.age")
    .convert(Convert::Integer);

pub(super) const BIRTHDAY: Field = Field::text(
    "birthday",
    "Birthday",
    "The customer's birthday as YYYY-MM-DD, or as 0000-MM-DD to leave out the year.",
)
.from("$.properties.birthday")
.format(Format::Date)
.convert(Convert::Date);

pub(super) const ATTRIBUTION_ID: Field = Field::text(
    "attributionId",
    "Friendbuy Attribution ID",
    "Friendbuy's id of the visit that an advocate's link led to.",
)
.from("$.properties.attributionId");

pub(super) const REFERRAL_CODE: Field = Field::text(
    "referralCode",
    "Friendbuy Referral ID",
    "The referral code of the advocate.",
)
.from("$.properties.referralCode");

/// The coupon under Segment's name, for tables whose field has its own label.
pub(super) const COUPON: Field = Field::text(
    "coupon",
    "Coupon Code",
    "The coupon code that the customer gave when signing up.",
)
.from("$.properties.coupon")
.to(Output::Root("couponCode"));

pub(super) const ATTRIBUTES: Field = Field::text(
    "friendbuyAttributes",
    "Custom Attributes",
    "An object of further attributes: names you choose, texts as values.",
)
.kind(FieldType::Object)
.from("$.properties.friendbuyAttributes")
.to(Output::Attributes);

pub(super) const PAGE_URL: Field = Field::text(
    "pageUrl",
    "Page URL",
    "The address of the page the event came from. Friendbuy takes none.",
)
.from("$.context.page.url")
.format(Format::Uri)
.to(Output::Never);

pub(super) const PAGE_TITLE: Field = Field::text(
    "pageTitle",
    "Page Title",
    "The title of the page the event came from. Friendbuy takes none.",
)
.from("$.context.page.title")
.to(Output::Never);

pub(super) const USER_AGENT: Field = Field::text(
    "userAgent",
    "User Agent",
    "The browser's User-Agent header.",
)
.from("$.context.userAgent");

pub(super) const IP_ADDRESS: Field =
    Field::text("ipAddress", "IP Address", "The customer's IP address.").from("$.context.ip");
