//! Filters for HTML.

use super::super::context::Context;
use super::super::units::{are, is};
use super::super::value::{Result, Val};
use super::text::input;
use super::{Arguments, Function};
use crate::json::{Text, TextBuilder};

pub(super) const FILTERS: &[Function] = &[
    Function::new("escape", |context, value, _| escape(context, value)),
    Function::new("escape_once", |context, value, _| {
        let value = unescape(context, value)?;
        escape(context, value)
    }),
    Function::new("strip_html", strip_html),
    Function::new("xml_escape", |context, value, _| escape(context, value)),
];

const ENTITIES: [(&str, &str); 5] = [
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("\"", "&#34;"),
    ("'", "&#39;"),
];

fn escape<'a>(context: &mut Context<'a>, value: Val<'a>) -> Result<Val<'a>> {
    swap(context, value, |units| {
        ENTITIES
            .into_iter()
            .find(|(plain, _)| units.get(..1).is_some_and(|unit| are(unit, plain)))
            .map(|(_, entity)| (1, entity))
    })
}

fn unescape<'a>(context: &mut Context<'a>, value: Val<'a>) -> Result<Val<'a>> {
    swap(context, value, |units| {
        ENTITIES
            .into_iter()
            .find(|(_, entity)| starts_with(units, entity))
            .map(|(plain, entity)| (entity.len(), plain))
    })
}

/// Puts something else in the place of what is found somewhere.
fn swap<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    find: impl Fn(&[u16]) -> Option<(usize, &'static str)>,
) -> Result<Val<'a>> {
    let units = input(context, value)?.to_units();
    let mut builder = TextBuilder::new();
    let mut rest = units.as_slice();
    while let Some((unit, behind)) = rest.split_first() {
        if let Some((length, by)) = find(rest) {
            builder.push_str(by);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            builder.push_unit(*unit);
            rest = behind;
        }
    }
    Ok(Val::text(builder.finish(context.arena())))
}

fn starts_with(units: &[u16], text: &str) -> bool {
    units
        .get(..text.len())
        .is_some_and(|start| are(start, text))
}

/// Without tags and comments, and without all that is in scripts and styles.
fn strip_html<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    _: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let units = input(context, value)?.to_units();
    let mut blocks = vec![
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<!--", "-->"),
        ("<", ">"),
    ];
    let mut kept = Vec::with_capacity(units.len());
    let mut rest = units.as_slice();
    while let Some(start) = rest.iter().position(|unit| is(*unit, b'<')) {
        let (before, tag) = rest.split_at_checked(start).unwrap_or_default();
        kept.extend_from_slice(before);
        rest = tag;
        let mut is_open = true;
        // What has no end here has none further on, so each kind is looked for in vain only once.
        blocks.retain(|(opening, closing)| {
            if !is_open || !starts_with(tag, opening) {
                return true;
            }
            let inside = tag.get(opening.len()..).unwrap_or_default();
            let mut ends = inside.windows(closing.len());
            let Some(end) = ends.position(|end| are(end, closing)) else {
                return false;
            };
            rest = inside.get(end + closing.len()..).unwrap_or_default();
            is_open = false;
            true
        });
        if is_open {
            break;
        }
    }
    kept.extend_from_slice(rest);
    Ok(Val::text(Text::from_units(&kept, context.arena())))
}
