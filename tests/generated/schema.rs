//! The JSON Schema of the destination document, for editors.
//!
//! It is of draft 7, which editors read. It is as strict as a document's checks, but for what a schema can't say: ids that
//! are there twice, triggers, the text of `@liquid`.

use friendbuy_edge::action::Action;
use friendbuy_edge::destination::STANDARD;
use friendbuy_edge::directive::{Argument, Manual, Takes, manual, specs};
use friendbuy_edge::field::{Field, FieldType, Format};
use friendbuy_edge::limits::MAX_MAPPINGS;
use friendbuy_edge::payload::Mode;
use serde_json::{Map, Value, json};

pub(crate) fn schema() -> Value {
    let mut definitions = Map::new();
    definitions.insert("mapping".into(), mapping());
    for action in Action::ALL {
        definitions.insert(fields_name(action), fields(action));
    }
    definitions.insert("value".into(), value());
    definitions.insert("json".into(), json_with_directive());
    definitions.insert("hasDirective".into(), has_directive());
    definitions.insert("directive".into(), directive());
    for page in manual() {
        definitions.insert(page.spec.name.into(), argument(&page));
    }
    let standard: Value = serde_json::from_str(STANDARD).unwrap();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Destination document of friendbuy-edge",
        "description": "Which Segment events become which calls of Friendbuy's merchant API.",
        "type": "object",
        "properties": {
            "$schema": { "type": "string", "description": "The address of this schema, for editors." },
            "version": { "const": 1, "description": "The version of the document's format." },
            "name": { "type": "string", "minLength": 1, "description": "For people." },
            "mode": {
                "description": "How Segment's code and its documentation are told apart where they differ.",
                "default": Mode::default().as_str(),
                "enum": Mode::ALL.map(Mode::as_str),
                "enumDescriptions": Mode::ALL.map(about_mode),
            },
            "mappings": {
                "description": "Which events become which calls, in this order.",
                "type": "array",
                "maxItems": MAX_MAPPINGS,
                "items": reference("mapping"),
            },
        },
        "required": ["mappings"],
        "additionalProperties": false,
        "examples": [standard],
        "definitions": definitions,
    })
}

const fn about_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Segment => "What Segment's code sends, to migrate and to compare.",
        Mode::Documented => "What Segment's and Friendbuy's documentation say.",
        Mode::Strict => {
            "As documented, and an event that would lose a value is refused. For tests."
        }
    }
}

fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

fn fields_name(action: Action) -> String {
    format!("{}Fields", action.name())
}

fn mapping() -> Value {
    let actions = Action::ALL.map(Action::table);
    let per_action = Action::ALL.map(|action| {
        json!({
            "if": { "properties": { "action": { "const": action.name() } }, "required": ["action"] },
            "then": { "properties": { "fields": reference(&fields_name(action)) } },
        })
    });
    json!({
        "description": "Which events become a call.",
        "type": "object",
        "properties": {
            "id": { "type": "string", "minLength": 1, "description": "Unique in the document. Results and diagnostics name it." },
            "name": { "type": "string", "minLength": 1, "description": "For people." },
            "enabled": { "type": "boolean", "default": true, "description": "`false` switches the mapping off." },
            "action": {
                "description": "What becomes of the events.",
                "enum": actions.map(|table| table.name),
                "enumDescriptions": actions.map(|table| format!("{}: {}", table.title, table.description)),
            },
            "trigger": {
                "type": "string",
                "minLength": 1,
                "description": "Which events the mapping is for.",
                "examples": ["type = \"identify\"", "type = \"track\" and event = \"Order Completed\""],
            },
            "defaults": {
                "type": "boolean",
                "default": true,
                "description": "`false` starts from an empty mapping instead of the action's default mapping.",
            },
            "fields": {
                "type": "object",
                "description": "A patch over the action's default mapping: a key replaces the default, `null` removes the field.",
            },
        },
        "required": ["id", "action", "trigger"],
        "additionalProperties": false,
        "allOf": per_action,
    })
}

fn fields(action: Action) -> Value {
    let fields = action.table().fields.iter();
    let properties: Map<_, _> = fields
        .map(|field| (field.key.to_owned(), field_schema(field)))
        .collect();
    json!({
        "type": "object",
        "description": format!("The fields of {}.", action.table().title),
        "properties": properties,
        "additionalProperties": false,
    })
}

fn field_schema(field: &Field) -> Value {
    let mut schema = Map::new();
    schema.insert("title".into(), field.label.into());
    schema.insert("description".into(), about_field(field).into());
    schema.insert(
        "anyOf".into(),
        json!([{ "type": "null" }, reference("value")]),
    );
    if let Some(default) = field.default.to_json() {
        schema.insert("default".into(), serde_json::from_str(&default).unwrap());
    }
    schema.into()
}

fn about_field(field: &Field) -> String {
    let list = if field.multiple {
        "a list; each is "
    } else {
        ""
    };
    let format = match field.format {
        Some(format) if !matches!(format, Format::Email) => format!(", {}", format.expected()),
        _ => String::new(),
    };
    let members = match field.kind {
        FieldType::Shape(members) => {
            let keys: Vec<_> = members.iter().map(|member| member.key).collect();
            format!(" with {}", keys.join(", "))
        }
        _ => String::new(),
    };
    let required = if field.required { " Required." } else { "" };
    let about = field.description;
    let kind = field.kind.expected();
    format!("{about} Takes {list}{kind}{format}{members}.{required}")
}

/// JSON in which directives are checked, but not inside of lists.
fn value() -> Value {
    json!({
        "description": "A value in Segment's mapping language: a directive, or JSON with directives in it.",
        "if": reference("hasDirective"),
        "then": reference("directive"),
        "else": {
            "if": { "type": "object" },
            "then": { "additionalProperties": reference("value") },
        },
    })
}

/// JSON that is taken as it is, unless it is a directive.
fn json_with_directive() -> Value {
    json!({ "if": reference("hasDirective"), "then": reference("directive") })
}

/// An object with a key that starts like a directive's.
fn has_directive() -> Value {
    json!({ "type": "object", "not": { "propertyNames": { "not": { "pattern": "^@" } } } })
}

fn directive() -> Value {
    let mut properties: Map<_, _> = specs()
        .map(|spec| (spec.name.to_owned(), reference(spec.name)))
        .collect();
    properties.insert(
        "_metadata".into(),
        json!({ "description": "What Segment's editor keeps beside a directive." }),
    );
    let one_of: Vec<_> = specs()
        .map(|spec| json!({ "required": [spec.name] }))
        .collect();
    json!({
        "description": "A directive: an object with a single member.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "oneOf": one_of,
    })
}

fn argument(page: &Manual) -> Value {
    let spec = page.spec;
    let mut schema = takes(spec.takes);
    let examples = page.examples.iter().map(|example| {
        let mapping: Value = serde_json::from_str(example.mapping).unwrap();
        mapping[spec.name].clone()
    });
    let schema_object = schema.as_object_mut().unwrap();
    schema_object.insert("description".into(), page.summary.into());
    schema_object.insert("examples".into(), examples.collect());
    schema
}

fn takes(takes: Takes) -> Value {
    match takes {
        Takes::Json => json!({ "allOf": [reference("json")] }),
        Takes::Mapping => json!({ "allOf": [reference("value")] }),
        Takes::TextOrDirective => json!({
            "if": reference("hasDirective"),
            "then": reference("directive"),
            "else": { "type": "string" },
        }),
        Takes::Text {
            min: 0,
            max: usize::MAX,
        } => json!({ "type": "string" }),
        Takes::Text {
            min,
            max: usize::MAX,
        } => json!({ "type": "string", "minLength": min }),
        Takes::Text { min, max } => {
            json!({ "type": "string", "minLength": min, "maxLength": max })
        }
        Takes::Word(words) => {
            let patterns: Vec<_> = words.iter().map(|word| any_case(word)).collect();
            json!({
                "anyOf": [
                    { "enum": words },
                    { "type": "string", "pattern": format!("^({})$", patterns.join("|")) },
                ],
            })
        }
        Takes::Bool => json!({ "type": "boolean" }),
        Takes::ObjectOrDirective => json!({ "type": "object", "allOf": [reference("value")] }),
        Takes::Objects => json!({
            "type": "array",
            "items": { "type": "object", "allOf": [reference("value")] },
        }),
        Takes::SourceAndShape => json!({
            "type": "array",
            "minItems": 1,
            "items": [self::takes(Takes::TextOrDirective), self::takes(Takes::Mapping)],
        }),
        Takes::Options(arguments) => options(arguments),
    }
}

fn options(arguments: &[Argument]) -> Value {
    let properties = arguments.iter().map(|argument| {
        let mut schema = takes(argument.takes);
        let object = schema.as_object_mut().unwrap();
        object.insert("description".into(), argument.summary.into());
        (argument.name.to_owned(), schema)
    });
    let required = arguments.iter().filter(|argument| argument.required);
    let required: Vec<_> = required.map(|argument| argument.name).collect();
    json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "required": required,
        "additionalProperties": reference("value"),
        "not": reference("hasDirective"),
    })
}

/// A pattern of a word in any letter case.
fn any_case(word: &str) -> String {
    let letters = word.chars();
    let either = letters.map(|letter| format!("[{}{letter}]", letter.to_ascii_uppercase()));
    either.collect::<Vec<_>>().concat()
}
