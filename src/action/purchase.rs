//! Track Purchase: `POST /v1/event/purchase`.

use super::{Table, shared};
use crate::field::{Convert, Field, FieldType, Output};
use crate::json::Marks;

pub(super) const TABLE: Table = Table {
    name: "trackPurchase",
    title: "Track Purchase",
    description: "Record what a customer bought.",
    path: "/v1/event/purchase",
    fields: &[
        Field::text("orderId", "Order ID", "Your id of the order.")
            .required()
            .from("$.properties.order_id")
            .convert(Convert::Text),
        Field::text(
            "amount",
            "Purchase Amount",
            "What reward rules count as the value of the purchase.",
        )
        .kind(FieldType::Number)
        .required()
        .from("$.properties.total")
        .convert(Convert::Number),
        Field::text(
            "currency",
            "Currency",
            "The currency of the amount, as in USD.",
        )
        .required()
        .from("$.properties.currency"),
        Field::text(
            "coupon",
            "Coupon",
            "The coupon code redeemed with the order.",
        )
        .from("$.properties.coupon")
        .to(Output::Root("couponCode")),
        shared::ATTRIBUTION_ID,
        shared::REFERRAL_CODE,
        Field::text(
            "giftCardCodes",
            "Gift Card Codes",
            "The codes of the gift cards used for the order.",
        )
        .multiple()
        .from("$.properties.giftCardCodes"),
        Field::text("products", "Products", "The items of the order.")
            .kind(FieldType::Shape(PRODUCT))
            .multiple()
            .from("$.properties.products")
            .convert(Convert::Products),
        shared::CUSTOMER_ID,
        shared::ANONYMOUS_ID,
        shared::EMAIL,
        shared::IS_NEW_CUSTOMER,
        shared::LOYALTY_STATUS.to(Output::Additional),
        shared::FIRST_NAME,
        shared::LAST_NAME,
        shared::NAME,
        shared::AGE.to(Output::Never),
        shared::BIRTHDAY.to(Output::Never),
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

/// The members of an item. What else it has is left out.
const PRODUCT: &[Field] = &[
    Field::text("sku", "Product SKU", "The item's stock keeping unit."),
    Field::text("name", "Product Name", "The item's name."),
    Field::text("quantity", "Quantity (default 1)", "How many of the item.")
        .kind(FieldType::Integer),
    Field::text("price", "Price", "The price of one of the item.")
        .kind(FieldType::Number)
        .required(),
    Field::text("description", "Product Description", "What the item is."),
    Field::text("category", "Product Category", "The item's category."),
    Field::text("url", "Product URL", "The address of the item's page."),
    Field::text(
        "image_url",
        "Product Image URL",
        "The address of the item's picture.",
    ),
];
