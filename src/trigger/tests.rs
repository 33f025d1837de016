//! Properties of both dialects, tried on generated trees, texts and events.

use super::*;
use crate::json::parse;
use crate::limits::MAX_TRIGGER_DEPTH;

/// How often a property is tried in one run.
const CASES: usize = 3_000;

/// A small generator of numbers (xorshift): the same cases in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn pick<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.roll(values.len())].clone()
    }
}

const WORDS: &[&str] = &[
    "", "a", "b", "c d", "0", "12", "and", "or", "in", "it", "null", "any", "contains", "a.b",
    "[0]", "é", "😀", "\"", "'", "\\", "\n", "\u{0}", "x-y", "-5", "$a", "“", "\u{feff}", "track",
    "5", "true", "*", "?", "a*b?", "(", ")", "NOT",
];

const NUMBERS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.5,
    5.0,
    1e21,
    1e-7,
    123_456_789_012.5,
    f64::MAX,
    f64::MIN_POSITIVE,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

fn text(dice: &mut Dice) -> TextBuf {
    match dice.roll(12) {
        0 => units::text_of(&[0xd83d]),
        1 => units::text_of(&[u16::from(b'a'), 0xde00, u16::from(b'*')]),
        2 => format!("{}{}", dice.pick(WORDS), dice.pick(WORDS))
            .as_str()
            .into(),
        _ => (dice.pick(WORDS)).into(),
    }
}

fn scalar(dice: &mut Dice) -> Scalar {
    match dice.roll(5) {
        0 | 1 => Scalar::Number(dice.pick(NUMBERS)),
        2 => Scalar::Bool(dice.roll(2) == 0),
        _ => Scalar::Text(text(dice)),
    }
}

fn path(dice: &mut Dice) -> FieldPath {
    let keys: Vec<_> = (0..dice.roll(4)).map(|_| text(dice)).collect();
    if dice.roll(2) == 0 {
        return FieldPath::from_keys(keys);
    }
    let keys: Vec<_> = keys.iter().map(|key| key.as_text().to_string()).collect();
    FieldPath::from_name(keys.join(".").as_str())
}

fn field(dice: &mut Dice, is_in_any: bool) -> Field {
    if is_in_any {
        Field::Path(Root::It, path(dice))
    } else if dice.roll(2) == 0 {
        Field::Member(dice.pick(Member::ALL))
    } else {
        Field::Path(dice.pick(Root::ALL), path(dice))
    }
}

fn comparison(dice: &mut Dice, is_in_any: bool) -> Comparison {
    let operator = match dice.roll(Operator::ALL.len() + 1) {
        0 => Operator::Other(text(dice)),
        index => Operator::ALL[index - 1].clone(),
    };
    let value = match operator {
        Operator::In | Operator::NotIn => {
            Operand::List((0..dice.roll(4)).map(|_| scalar(dice)).collect())
        }
        _ if operator.stands_alone() && dice.roll(4) > 0 => Operand::None,
        _ => Operand::One(scalar(dice)),
    };
    Comparison {
        field: field(dice, is_in_any),
        operator,
        value,
    }
}

fn tree(dice: &mut Dice, levels: usize, is_in_any: bool) -> Condition {
    let levels_below = levels.saturating_sub(1);
    match if levels == 0 { 0 } else { dice.roll(8) } {
        0..=3 => Condition::Comparison(comparison(dice, is_in_any)),
        4 => tree(dice, levels_below, is_in_any).not(),
        5 => Condition::Any(Any {
            list: Field::Path(
                if is_in_any {
                    Root::It
                } else {
                    dice.pick(Root::ALL)
                },
                path(dice),
            ),
            condition: Box::new(tree(dice, levels_below, true)),
        }),
        _ => Condition::Group(Group {
            connective: dice.pick(&[Connective::And, Connective::Or]),
            children: (0..dice.roll(4))
                .map(|_| tree(dice, levels_below, is_in_any))
                .collect(),
        }),
    }
}

fn event(dice: &mut Dice, levels: usize, out: &mut String) {
    match if levels == 0 {
        dice.roll(7)
    } else {
        7 + dice.roll(3)
    } {
        0 => out.push_str("null"),
        1 => out.push_str(["true", "false"][dice.roll(2)]),
        2 | 3 => out.push_str(["0", "1", "-1.5", "5", "1e21"][dice.roll(5)]),
        4 => out.push_str(r#""\ud83d""#),
        5 | 6 => Text::Str(dice.pick(WORDS)).write_json(out),
        7 => {
            out.push('[');
            for place in 0..dice.roll(4) {
                out.push_str(if place > 0 { "," } else { "" });
                event(dice, levels - 1, out);
            }
            out.push(']');
        }
        _ => {
            out.push('{');
            let members = Member::ALL.iter().map(|member| member.name());
            let roots = Root::ALL.iter().map(|root| root.name());
            let names: Vec<_> = members.chain(roots).chain(WORDS.iter().copied()).collect();
            for place in 0..dice.roll(12) {
                out.push_str(if place > 0 { "," } else { "" });
                Text::Str(dice.pick(&names)).write_json(out);
                out.push(':');
                let below = dice.roll(levels);
                event(dice, below, out);
            }
            out.push('}');
        }
    }
}

fn has_crash(condition: &Condition) -> bool {
    let is_crash = |field: &Field| match field {
        Field::Path(_, path) => path.reach() == field::Reach::Crash,
        Field::Member(_) => false,
    };
    match condition {
        Condition::Group(group) => group.children.iter().any(has_crash),
        Condition::Not(inner) => has_crash(inner),
        Condition::Any(any) => is_crash(&any.list) || has_crash(&any.condition),
        Condition::Comparison(comparison) => is_crash(&comparison.field),
        Condition::Nothing => true,
    }
}

#[test]
fn every_tree_prints_and_reads_back() {
    let mut dice = Dice(1);
    for _ in 0..CASES {
        let levels = dice.roll(5);
        let tree = tree(&mut dice, levels, false);
        let normal = tree.normal();
        assert_eq!(normal.normal(), normal, "{tree:?}");
        let printed = tree.to_string();
        let read = Trigger::compile(&printed, Dialect::Documented);
        let read = read.unwrap_or_else(|errors| panic!("{printed}\n{tree:?}\n{errors:?}"));
        assert_eq!(read.condition(), &normal, "{printed}");
        assert_eq!(read.condition().to_string(), printed);
    }
}

#[test]
fn the_normal_form_means_the_same() {
    let mut dice = Dice(2);
    let mut matches = [0, 0];
    for _ in 0..CASES {
        let levels = dice.roll(4);
        let tree = tree(&mut dice, levels, false);
        if has_crash(&tree) {
            continue;
        }
        let mut json = String::new();
        event(&mut dice, 3, &mut json);
        let arena = Arena::new();
        let event = parse(&json, &arena).unwrap();
        let held = tree.holds(event, &arena).unwrap();
        assert_eq!(
            tree.normal().holds(event, &arena),
            Some(held),
            "{tree}\n{json}"
        );
        assert_eq!(tree.explain(event, &arena).matched, held);
        matches[usize::from(held)] += 1;
    }
    assert!(
        matches.iter().all(|matches| *matches > CASES / 4),
        "{matches:?}"
    );
}

#[test]
fn every_normal_tree_goes_through_json() {
    let mut dice = Dice(3);
    for _ in 0..CASES {
        let levels = dice.roll(5);
        let tree = tree(&mut dice, levels, false).normal();
        let arena = Arena::new();
        let json = tree.to_json(&arena).to_json();
        if json.contains(":null") || json.contains("[null") || json.contains(",null") {
            // JSON has no infinite numbers.
            continue;
        }
        let value = parse(&json, &arena).unwrap();
        let read = Trigger::from_json(value, Dialect::Documented, &Pointer::root());
        assert_eq!(read.unwrap().condition(), &tree, "{json}");
    }
}

#[test]
fn what_segment_reads_goes_through_json() {
    for text in [
        r#"type like "x" and properties.a exists "y" or properties.b < word"#,
        r#"event in ["a"] and userId = true and (traits.a != 5 or context.b != true)"#,
        r#"match(name, "a*") and !contains(properties.a\.0, 5)"#,
    ] {
        let trigger = Trigger::compile(text, Dialect::Segment).unwrap();
        let arena = Arena::new();
        let json = trigger.condition().to_json(&arena);
        let read = Trigger::from_json(json, Dialect::Segment, &Pointer::root());
        assert_eq!(read, Ok(trigger), "{text}");
    }
}

const SNIPPETS: &[&str] = &[
    "type",
    "event",
    "properties.a",
    "traits",
    "it",
    "foo",
    "=",
    "!=",
    "==",
    "<",
    ">=",
    "&&",
    "||",
    "!",
    "!=",
    "~",
    "and",
    "or",
    "not",
    "in",
    "null",
    "true",
    "AND",
    "contains(",
    "match(",
    "any(",
    "length(",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "\"x\"",
    "'y*'",
    "\"",
    "'",
    "“z”",
    "5",
    "-",
    "+1.5e3",
    "2024-01-31",
    "\\",
    "\\u",
    "\"\\u12\"",
    "\"\\q\"",
    "😀",
    "é",
    "#",
    "\r",
    "\n",
    "\t",
    " ",
    " ",
    " ",
    "properties[\"a.b\"][0]",
    "a..b",
    "a[",
    "constructor",
];

/// Whatever the text: no panic, and spans that are parts of the text.
#[test]
fn any_text_is_read_or_refused() {
    let mut dice = Dice(4);
    let mut read = 0;
    for _ in 0..CASES {
        let mut text = String::new();
        for _ in 0..=dice.roll(12) {
            match dice.roll(8) {
                0 => text.extend(char::from_u32(u32::try_from(dice.roll(0x11_0000)).unwrap())),
                1 => text.push(char::from(u8::try_from(dice.roll(128)).unwrap())),
                _ => text.push_str(dice.pick(SNIPPETS)),
            }
            text.push_str(["", " "][dice.roll(2)]);
        }
        for dialect in [Dialect::Segment, Dialect::Documented] {
            match Trigger::compile(&text, dialect) {
                Ok(trigger) => {
                    read += 1;
                    let _ = trigger.print(Dialect::Segment);
                }
                Err(errors) => {
                    assert!(!errors.is_empty());
                    for error in errors {
                        assert!(text.get(error.span.clone()).is_some(), "{text:?} {error:?}");
                    }
                }
            }
        }
        if let Some(difference) = difference(&text) {
            difference.to_diagnostic(Pointer::root());
        }
    }
    assert!(read > CASES / 200, "{read}");
}

#[test]
fn long_and_deep_texts_end_soon() {
    for piece in [
        "(",
        ")",
        "!",
        "[",
        "\"",
        "\\",
        "a.",
        ".",
        "not ",
        "any(",
        "contains(",
        "x = [",
        "type = \"a\" and ",
        "“",
        "in ",
        "a[",
        "1.",
        "&",
        "type(",
        "'\"'\"",
    ] {
        let text = piece.repeat(MAX_TRIGGER_BYTES / piece.len());
        for dialect in [Dialect::Segment, Dialect::Documented] {
            let _ = Trigger::compile(&text, dialect);
        }
    }
    let text = "x".repeat(MAX_TRIGGER_BYTES + 1);
    for dialect in [Dialect::Segment, Dialect::Documented] {
        let errors = Trigger::compile(&text, dialect).unwrap_err();
        assert_eq!(errors[0].kind, TriggerErrorKind::TooLong);
    }
}

#[test]
fn depth_has_a_limit() {
    let nested =
        |levels: usize| format!("{}type = \"a\"{}", "!(".repeat(levels), ")".repeat(levels));
    // The root is a group, which is one level.
    let deepest = Trigger::compile(&nested(MAX_TRIGGER_DEPTH - 1), Dialect::Documented).unwrap();
    let arena = Arena::new();
    let json = deepest.condition().to_json(&arena);
    let read = Trigger::from_json(json, Dialect::Documented, &Pointer::root());
    assert_eq!(read.as_ref(), Ok(&deepest));
    for levels in [MAX_TRIGGER_DEPTH, MAX_TRIGGER_DEPTH + 1] {
        let errors = Trigger::compile(&nested(levels), Dialect::Documented).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].kind, TriggerErrorKind::TooDeep);
    }
    let deeper = deepest.condition().clone().not().not();
    let problems = Condition::from_json(
        deeper.to_json(&arena),
        Dialect::Documented,
        &Pointer::root(),
    );
    assert_eq!(
        problems.unwrap_err()[0].message,
        "conditions are nested deeper than 64 levels"
    );
}

#[test]
fn triggers_can_be_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Trigger>();
}

/// The input that each kind's documentation names.
fn documented_input(kind: &TriggerErrorKind) -> (Dialect, String) {
    use TriggerErrorKind as K;
    let text = match kind {
        K::TooLong => " ".repeat(MAX_TRIGGER_BYTES + 1),
        K::TooDeep => "(".repeat(MAX_TRIGGER_DEPTH + 1),
        K::Character(_) => "type # \"track\"".into(),
        K::UnclosedText => "event = \"Order".into(),
        K::UnclosedParenthesis => "(type = \"track\"".into(),
        K::LoneBang => return (Dialect::Segment, "type ! \"track\"".into()),
        K::AfterWord(_) => return (Dialect::Segment, "properties.a>5".into()),
        K::LoneBackslash => return (Dialect::Segment, "properties.a = \\".into()),
        K::DecimalPoint => return (Dialect::Segment, "properties.a = 1.2.3".into()),
        K::TokenTooLong => return (Dialect::Segment, "a".repeat(100_000)),
        K::NoCondition => return (Dialect::Segment, "messageId = \"x\"".into()),
        K::NestedParentheses => return (Dialect::Segment, "((type = \"track\"))".into()),
        K::MissingValue => return (Dialect::Segment, "type".into()),
        K::MissingArgument(_) => return (Dialect::Segment, "contains".into()),
        K::Nothing => {
            return (
                Dialect::Segment,
                "type = \"track\" and (messageId = \"x\")".into(),
            );
        }
        K::NamelessPath => return (Dialect::Segment, r#"properties.\. = "x""#.into()),
        K::Empty => " ".into(),
        K::Expected { .. } => "type \"track\"".into(),
        K::Foreign(_) => "type == \"track\" && event == \"Signed Up\"".into(),
        K::SmartQuote(_) => "type = “track”".into(),
        K::Escape(_) => r#"event = "C:\data""#.into(),
        K::UnknownMember(_) => "propertes.total > 5".into(),
        K::UnknownFunction(_) => "contians(event, \"x\")".into(),
        K::TextMember(_) => "event.name = \"x\"".into(),
        K::TextList(_) => "any(event, it = \"x\")".into(),
        K::Unquoted(_) => "type = track".into(),
        K::NotANumber { .. } => "properties.total > \"high\"".into(),
        K::Null => "contains(event, null)".into(),
        K::MissingConnective => "type = \"track\" event = \"Signed Up\"".into(),
        K::BareNegation(_) => "!type = \"track\"".into(),
        K::UnopenedParenthesis => "type = \"track\")".into(),
    };
    (Dialect::Documented, text)
}

#[test]
fn every_kind_of_error_has_its_input() {
    use TriggerErrorKind as K;
    let text = String::new;
    let found = "`\"track\"`".into();
    let kinds = [
        K::TooLong,
        K::TooDeep,
        K::Character('#'),
        K::UnclosedText,
        K::UnclosedParenthesis,
        K::LoneBang,
        K::AfterWord('>'),
        K::LoneBackslash,
        K::DecimalPoint,
        K::TokenTooLong,
        K::NoCondition,
        K::NestedParentheses,
        K::MissingValue,
        K::MissingArgument(""),
        K::Nothing,
        K::NamelessPath,
        K::Empty,
        K::Expected {
            expected: "",
            found,
        },
        K::Foreign(text()),
        K::SmartQuote('“'),
        K::Escape('d'),
        K::UnknownMember(text()),
        K::UnknownFunction(text()),
        K::TextMember(""),
        K::TextList(""),
        K::Unquoted(text()),
        K::NotANumber {
            operator: "",
            found: text(),
        },
        K::Null,
        K::MissingConnective,
        K::BareNegation(""),
        K::UnopenedParenthesis,
    ];
    for kind in kinds {
        let (dialect, text) = documented_input(&kind);
        let errors = match Trigger::compile(&text, dialect) {
            Ok(trigger) => trigger.warnings,
            Err(errors) => errors,
        };
        let is_kind = |error: &TriggerError| {
            std::mem::discriminant(&error.kind) == std::mem::discriminant(&kind)
        };
        assert!(errors.iter().any(is_kind), "{kind:?}: {errors:?}");
    }
}
