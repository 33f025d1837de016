//! Track Customer: `POST /v1/customer`.

use super::{Table, shared};
use crate::field::{Convert, Fallback, Field, Format, Output};
use crate::json::Marks;

pub(super) const TABLE: Table = Table {
    name: "trackCustomer",
    title: "Track Customer",
    description: "Create a customer or update what Friendbuy knows about one.",
    path: "/v1/customer",
    fields: &[
        Field::text("customerId", "Customer ID", "Your id of the customer.")
            .required()
            .from("$.userId")
            .convert(Convert::Text),
        shared::ANONYMOUS_ID,
        shared::EMAIL.required().from("$.traits.email"),
        shared::FIRST_NAME.from("$.traits.firstName"),
        shared::LAST_NAME.from("$.traits.lastName"),
        Field::text(
            "name",
            "Name",
            "The customer's full name; made of first and last name when there is none.",
        )
        .from("$.traits.name")
        .to(Output::Additional)
        .fallback(Fallback::FullName),
        shared::AGE.from("$.traits.age"),
        shared::BIRTHDAY.from("$.traits.birthday"),
        Field::text("language", "Language", "The customer's language.").from("$.traits.language"),
        Field::text("addressCountry", "Country", "The customer's country.")
            .from("$.traits.address.country")
            .to(Output::Root("country")),
        Field::text("addressState", "State", "The customer's state.")
            .from("$.traits.address.state")
            .to(Output::Root("state")),
        Field::text("addressCity", "City", "The customer's city.")
            .from("$.traits.address.city")
            .to(Output::Root("city")),
        // Segment labels this one "State" too.
        Field::text(
            "addressPostalCode",
            "Postal Code",
            "The customer's postal code.",
        )
        .from("$.traits.address.postalCode")
        .to(Output::Root("zipCode"))
        .convert(Convert::Text),
        Field::text(
            "customerSince",
            "Customer Since",
            "When the customer became one: a date, or a date with a time.",
        )
        .from("$.traits.customerSince")
        .format(Format::DateTime)
        .to(Output::Additional),
        Field::text(
            "loyaltyStatus",
            "Loyalty Status",
            "The customer's place in your loyalty programme: in, out or blocked.",
        )
        .from("$.traits.loyaltyStatus")
        .format(shared::LOYALTY),
        shared::IS_NEW_CUSTOMER.from("$.traits.isNewCustomer"),
        shared::ATTRIBUTES.from("$.traits.friendbuyAttributes"),
        shared::PAGE_URL,
        shared::PAGE_TITLE,
        shared::USER_AGENT,
        shared::IP_ADDRESS,
    ],
    inner: &[
        Field::text("gender", "Gender", "The customer's gender."),
        Field::text("category", "Category", "The customer's category."),
        Field::text(
            "timezone",
            "Time Zone",
            "The customer's time zone, by its IANA name.",
        ),
    ],
    marks: Marks::NONE,
}
.indexed();
