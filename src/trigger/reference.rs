//! The forms of conditions in our dialect, for help and documentation. A test reads every example.

/// A form of conditions.
#[derive(Debug)]
pub struct Form {
    /// How it is written.
    pub syntax: &'static str,
    /// When it is true.
    pub meaning: &'static str,
    /// Whole triggers.
    pub examples: &'static [&'static str],
    /// Whether Segment's dialect reads the examples alike.
    pub segment: bool,
}

const fn form(
    syntax: &'static str,
    meaning: &'static str,
    examples: &'static [&'static str],
    segment: bool,
) -> Form {
    Form {
        syntax,
        meaning,
        examples,
        segment,
    }
}

/// All forms of conditions.
pub const CONDITIONS: &[Form] = &[
    form(
        "field = \"text\", field != \"text\"",
        "the value is that text; is anything else, or missing",
        &[
            "type = \"track\"",
            "event != \"Order Completed\"",
            "properties.source = \"data center\"",
        ],
        true,
    ),
    form(
        "field = 5, field != 5",
        "the value is a number equal to it; is another number",
        &["properties.items = 2", "properties.discount != 0"],
        true,
    ),
    form(
        "field < 5, field <= 5, field > 5, field >= 5",
        "the value is a number, and compares like that",
        &["properties.total > 50", "traits.age >= 18"],
        true,
    ),
    form(
        "field = true, field != true",
        "the value is the boolean; is anything else, or missing",
        &["properties.isNewCustomer = true"],
        true,
    ),
    form(
        "field = null, field != null",
        "there is no value, or it is null; there is one",
        &["userId != null", "properties.coupon = null"],
        true,
    ),
    form(
        "contains(field, \"text\"), !contains(field, \"text\")",
        "the value is a text with the other in it; is a text without it",
        &[
            "contains(event, \"Order\")",
            "!contains(properties.email, \"@example.com\")",
        ],
        true,
    ),
    form(
        "match(field, \"text*\"), !match(field, \"*text\")",
        "the value is a text of that pattern, in which * is any text and ? one character; is a text of another one",
        &[
            "match(event, \"Order*\")",
            "match(properties.sku, \"*-XL\")",
        ],
        true,
    ),
    form(
        "field in [\"a\", 5, true], field not in [\"a\"]",
        "the value is one of them; is none of them, or missing",
        &[
            "event in [\"Order Completed\", \"Order Updated\"]",
            "properties.currency not in [\"USD\", \"CAD\"]",
        ],
        false,
    ),
    form(
        "any(field, condition)",
        "the value is a list, and the condition is true for one of its elements; `it` is the element, names are its members",
        &[
            "any(properties.products, category = \"gift\" and price > 20)",
            "any(traits.tags, it = \"vip\")",
        ],
        false,
    ),
    form(
        "!(condition), not (condition)",
        "the condition is false",
        &["!(type = \"page\" or type = \"screen\")"],
        false,
    ),
    form(
        "condition and condition, condition or condition",
        "both are true; one of them is; `and` binds tighter, parentheses nest",
        &[
            "type = \"track\" and event = \"Signed Up\"",
            "type = \"track\" and (event = \"Signed Up\" or event = \"Registered\")",
        ],
        true,
    ),
    form("true, false", "always; never", &["true"], false),
    form(
        "properties[\"unit price\"], properties.products[0].sku, it.version",
        "a key that is no plain word; an element of a list; a member of the event that has no name here",
        &[
            "properties[\"unit price\"] > 5",
            "properties.products[0].sku = \"s-1\"",
            "it.version = 2",
        ],
        false,
    ),
];

#[cfg(test)]
mod tests {
    use super::CONDITIONS;
    use crate::trigger::{Dialect, Trigger, difference};

    #[test]
    fn examples_are_read_as_it_is_said() {
        for form in CONDITIONS {
            assert!(!form.examples.is_empty(), "{}", form.syntax);
            for example in form.examples {
                let trigger = Trigger::compile(example, Dialect::Documented);
                assert!(trigger.is_ok(), "{example}: {trigger:?}");
                assert_eq!(difference(example).is_none(), form.segment, "{example}");
            }
        }
    }
}
