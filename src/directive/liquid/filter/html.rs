//! Filters for HTML.

use super::super::units::{are, is, starts_with};
use super::{Call, Function};
use crate::json::TextBuilder;

pub(super) const FILTERS: &[Function] = &[
    Function::new("escape", |call| swap(call, PLAIN_TO_ENTITY)),
    Function::new("escape_once", |call| {
        swap(call, ENTITY_TO_PLAIN);
        swap(call, PLAIN_TO_ENTITY);
    }),
    Function::new("strip_html", strip_html),
    Function::new("xml_escape", |call| swap(call, PLAIN_TO_ENTITY)),
];

const ENTITIES: [[&str; 2]; 5] = [
    ["&", "&amp;"],
    ["<", "&lt;"],
    [">", "&gt;"],
    ["\"", "&#34;"],
    ["'", "&#39;"],
];

const PLAIN_TO_ENTITY: usize = 0;
const ENTITY_TO_PLAIN: usize = 1;

/// Puts one column of the table in the place of the other.
fn swap(call: &mut Call<'_, '_>, from: usize) {
    let units = call.units();
    let mut swapped = TextBuilder::new();
    let mut rest = units.as_slice();
    while let Some((unit, behind)) = rest.split_first() {
        let found = ENTITIES.iter().find_map(|row| {
            let (old, new) = (row.get(from)?, row.get(1 - from)?);
            starts_with(rest, old).then_some((old, new))
        });
        if let Some((old, new)) = found {
            swapped.push_str(new);
            rest = rest.get(old.len()..).unwrap_or_default();
        } else {
            swapped.push_unit(*unit);
            rest = behind;
        }
    }
    call.give_text(swapped);
}

/// Without tags and comments, and without all that is in scripts and styles.
fn strip_html(call: &mut Call<'_, '_>) {
    let units = call.units();
    // What has no end somewhere has none further on, so each kind is looked for in vain only once.
    let mut blocks = [
        ("<script", "</script>", true),
        ("<style", "</style>", true),
        ("<!--", "-->", true),
        ("<", ">", true),
    ];
    let mut kept = Vec::new();
    let mut rest = units.as_slice();
    while let Some((unit, behind)) = rest.split_first() {
        let end = blocks.iter_mut().find_map(|(opening, closing, has_end)| {
            if !*has_end || !is(*unit, b'<') || !starts_with(rest, opening) {
                return None;
            }
            let inside = rest.get(opening.len()..)?;
            let mut ends = inside.windows(closing.len());
            let end = ends.position(|end| are(end, closing));
            *has_end = end.is_some();
            inside.get(end? + closing.len()..)
        });
        if end.is_none() {
            kept.push(*unit);
        }
        rest = end.unwrap_or(behind);
    }
    call.give_units(&kept);
}
