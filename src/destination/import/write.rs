//! JSON for people: two spaces, and on one line what fits there.

use crate::json::{Number, Text, Value};

/// Characters in a line, if what stands in it can be parted.
const WIDTH: usize = 100;

/// Levels that are always parted: the document, its mappings, each mapping.
const OPEN_LEVELS: usize = 3;

/// The value as JSON text of several lines.
pub(super) fn readable(value: Value<'_>) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out.push('\n');
    out
}

fn write(value: Value<'_>, level: usize, out: &mut String) {
    let line = on_one_line(value);
    let column = out.chars().rev().take_while(|c| *c != '\n').count();
    // A comma may follow.
    let fits = column + line.chars().count() < WIDTH;
    let (open, close, items): (char, char, Vec<(Option<Text<'_>>, Value<'_>)>) = match value {
        Value::Array(values) => (
            '[',
            ']',
            values.iter().map(|value| (None, *value)).collect(),
        ),
        Value::Object(object) => {
            let members = object.members().iter();
            let items = members.map(|member| (Some(member.key), member.value));
            ('{', '}', items.collect())
        }
        _ => return out.push_str(&line),
    };
    if items.is_empty() || fits && level >= OPEN_LEVELS {
        return out.push_str(&line);
    }
    out.push(open);
    for (place, (key, value)) in items.iter().enumerate() {
        out.push_str(if place > 0 { ",\n" } else { "\n" });
        out.extend(std::iter::repeat_n("  ", level + 1));
        if let Some(key) = key {
            key.write_json(out);
            out.push_str(": ");
        }
        write(*value, level + 1, out);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
    out.push(close);
}

fn on_one_line(value: Value<'_>) -> String {
    let mut out = String::new();
    match value {
        Value::Array(values) => {
            out.push('[');
            for (place, value) in values.iter().enumerate() {
                out.push_str(if place > 0 { ", " } else { "" });
                out.push_str(&on_one_line(*value));
            }
            out.push(']');
        }
        Value::Object(object) if object.is_empty() => out.push_str("{}"),
        Value::Object(object) => {
            for (place, member) in object.members().iter().enumerate() {
                out.push_str(if place > 0 { ", " } else { "{ " });
                member.key.write_json(&mut out);
                out.push_str(": ");
                out.push_str(&on_one_line(member.value));
            }
            out.push_str(" }");
        }
        // JavaScript reads it as infinite, and would print `null`, which is another value.
        Value::Number(number @ Number::Literal(spelling)) if !number.to_f64().is_finite() => {
            out.push_str(spelling);
        }
        scalar => scalar.write_json(&mut out),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::readable;
    use crate::json::{Arena, parse};

    #[test]
    fn numbers_too_large_are_kept() {
        let arena = Arena::new();
        let text = "[1e400, -1e400, 1.0]";
        assert_eq!(
            readable(parse(text, &arena).unwrap()),
            "[\n  1e400,\n  -1e400,\n  1\n]\n"
        );
    }

    #[test]
    fn what_fits_stands_on_one_line() {
        let arena = Arena::new();
        let long = "x".repeat(70);
        let text = format!(
            r#"{{"version":1,"mappings":[{{"id":"a","fields":{{"b":{{"@path":"$.b"}},"c":null}}}},
                {{"id":"b","fields":{{"d":["{long}",{{}},[]]}}}}],"empty":[]}}"#
        );
        let expected = format!(
            r#"{{
  "version": 1,
  "mappings": [
    {{
      "id": "a",
      "fields": {{ "b": {{ "@path": "$.b" }}, "c": null }}
    }},
    {{
      "id": "b",
      "fields": {{
        "d": ["{long}", {{}}, []]
      }}
    }}
  ],
  "empty": []
}}
"#
        );
        assert_eq!(readable(parse(&text, &arena).unwrap()), expected);
    }
}
