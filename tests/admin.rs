//! The desk as a whole: its description says what the code does, and no request can make it stumble.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use friendbuy_edge::action::Action;
use friendbuy_edge::admin::{
    Delivery, Erasure, Erasures, Failures, Filter, Page, Published, Query, Refusal, Resend,
    ResendMany, Route, STATUSES, Stats, Subject, SubjectKind, check_accept, check_document,
    has_already, may_change, number_in_path, preview,
};
use friendbuy_edge::{Destination, limits};
use serde_json::Value;

const DESCRIPTION: &str = include_str!("../www/public/api/openapi.json");

fn description() -> Value {
    serde_json::from_str(DESCRIPTION).unwrap()
}

/// The names of the query parameters of an operation.
fn parameters<'a>(description: &'a Value, operation: &'a Value) -> Vec<&'a str> {
    let listed = operation["parameters"].as_array().unwrap().iter();
    let resolved = listed.map(|parameter| match parameter["$ref"].as_str() {
        Some(reference) => description
            .pointer(reference.trim_start_matches('#'))
            .unwrap(),
        None => parameter,
    });
    let in_query = resolved.filter(|parameter| parameter["in"] == "query");
    in_query
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect()
}

#[test]
fn every_described_operation_has_its_route_and_no_other_has() {
    let description = description();
    for (path, operations) in description["paths"].as_object().unwrap() {
        let example = path.replace("{version}", "1").replace("{id}", "1");
        let allow = match Route::of("TRACE", &example) {
            Err(Refusal::Method { allow }) => allow,
            other => panic!("{path}: {other:?}"),
        };
        let mut described: Vec<_> = operations.as_object().unwrap().keys().cloned().collect();
        let mut taken: Vec<_> = allow.split(", ").map(str::to_lowercase).collect();
        taken.retain(|method| method != "head");
        described.sort_unstable();
        taken.sort_unstable();
        assert_eq!(described, taken, "{path}");
    }
}

#[test]
fn the_description_names_what_the_code_knows() {
    let description = description();
    let list = &description["paths"]["/api/deliveries"]["get"];
    let expected = [Filter::PARAMETERS.as_slice(), &Page::PARAMETERS].concat();
    assert_eq!(parameters(&description, list), expected);
    let schemas = &description["components"]["schemas"];
    let statuses = STATUSES.map(Value::from).to_vec();
    assert_eq!(
        schemas["Delivery"]["properties"]["status"]["enum"],
        Value::from(statuses)
    );
    let actions = Action::ALL
        .map(|action| Value::from(action.name()))
        .to_vec();
    assert_eq!(
        schemas["Filter"]["properties"]["action"]["enum"],
        Value::from(actions)
    );
    let shared = &description["components"]["parameters"];
    for (value, limit) in [
        (
            &shared["limit"]["schema"]["maximum"],
            u64::from(limits::MAX_PAGE_ENTRIES),
        ),
        (
            &shared["limit"]["schema"]["default"],
            u64::from(limits::PAGE_ENTRIES),
        ),
        (
            &shared["note"]["schema"]["maxLength"],
            limits::MAX_NOTE_CHARACTERS as u64,
        ),
        (
            &schemas["Document"]["properties"]["mappings"]["maxItems"],
            limits::MAX_MAPPINGS as u64,
        ),
    ] {
        assert_eq!(value.as_u64(), Some(limit));
    }
    let resend =
        "/paths/~1api~1deliveries~1resend/post/requestBody/content/application~1json/schema";
    let resend = description.pointer(resend).unwrap();
    let most = resend["properties"]["limit"]["maximum"].as_u64();
    assert_eq!(most, Some(u64::from(limits::MAX_RESENT)));
}

/// Random numbers that a seed repeats exactly (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    /// A text with a few of its characters replaced, removed, or doubled.
    fn spoil(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..=self.roll(4) {
            if characters.is_empty() {
                break;
            }
            let place = self.roll(characters.len());
            match self.roll(4) {
                0 => drop(characters.remove(place)),
                1 => characters.insert(place, characters[place]),
                2 => characters.truncate(place),
                _ => {
                    let odd = [
                        '"', '\\', '{', '[', '0', '-', '%', '&', '=', '\0', 'é', '🧦', ',', '.',
                        '/',
                    ];
                    characters[place] = odd[self.roll(odd.len())];
                }
            }
        }
        characters.into_iter().collect()
    }
}

const QUERIES: [&str; 6] = [
    "status=sent,held&since=2026-01-01T00:00:00%2B01:00&limit=7&cursor=17.5",
    "mapping=a%20b&action=trackPurchase&key=purchase:1&messageId=m",
    "days=30",
    "customerId=u-1&email=joe@example.com",
    "note=why&dryRun=true",
    "%zz=%&&==&a=%F0%9F",
];

const BODIES: [&str; 5] = [
    r#"{"event":{"type":"track","messageId":"m-1","properties":{"total":1.5}},"force":true}"#,
    r#"{"filter":{"status":"refused","mapping":"purchase"},"limit":5,"force":false}"#,
    r#"{"email":"joe@example.com"}"#,
    r#"{"event":{"type":"identify","userId":"u"},"document":{"mappings":[{"id":"a","action":"trackCustomer","trigger":"type = \"identify\""}]}}"#,
    r#"[{"id":7,"status":"failed","messageId":"m-1","mapping":"","mappings":"[\"a\"]","updatedAt":5,"event":"{\"type\":\"page\"}","at":9,"reason":"failed","day":3,"count":2,"version":4,"document":"{}","name":"refused","state":"slow","detail":"{}"}]"#,
];

/// An answer is JSON; so is a refusal, with a status that says failure.
fn check(answer: Result<String, Refusal>) {
    let text = answer.unwrap_or_else(|refusal| {
        assert!((400..=599).contains(&refusal.status()));
        refusal.to_json()
    });
    serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
}

#[test]
fn no_request_and_no_row_makes_it_stumble() {
    let mut dice = Dice(7);
    let standard = Destination::standard();
    for round in 0..5_000 {
        let query = dice.spoil(QUERIES[round % QUERIES.len()]);
        let body = dice.spoil(BODIES[round % BODIES.len()]);
        let rows = dice.spoil(BODIES[4]);
        if let Ok((filter, page)) = Filter::of(&query) {
            let select = filter.select(&page);
            let marks = select.sql().matches('?').count();
            assert_eq!(marks, select.values().len(), "{}", select.sql());
            check(Ok(Filter::answer(&rows, &page)));
        }
        check(Stats::of(&query, 0).map(|stats| stats.answer(&[rows.clone(), rows.clone()])));
        check(Erasures::of(&query).map(|erasures| erasures.answer(&rows)));
        check(Query::parse(&query, &["note", "dryRun"]).map(|_| "{}".to_owned()));
        check(preview(&body, Some(&standard)));
        check(Resend::of(&body).and_then(|wish| Ok(wish.decide(&rows, 9)?.to_json())));
        check(ResendMany::of(&body).map(|wish| wish.decide(&rows, 9).to_json()));
        check(Subject::of(&body).map(|subject| subject.to_json()));
        check(check_document(&body).map(|_| "{}".to_owned()));
        for answer in [Delivery::answer(&rows), Erasure::answer(&rows)] {
            check(Ok(answer.unwrap_or_else(|| "{}".to_owned())));
        }
        let _ = (
            Published::read(&rows),
            Erasure::read(&rows),
            number_in_path(&query),
        );
        let _ = (
            check_accept(Some(&query)),
            has_already(Some(&query), "\"a\""),
            may_change(Some(&query), "\"a\""),
        );
    }
}

#[test]
fn whoever_guesses_gets_so_many_guesses_a_minute_and_no_more() {
    let mut failures = Failures::default();
    let mut guesses = 0;
    // Ten times a second for ten minutes.
    for now in (0..600_000).step_by(100) {
        if failures.wait("203.0.113.7", now).is_none() {
            guesses += 1;
            failures.count("203.0.113.7", now);
        }
    }
    let minutes = 600 / limits::TOKEN_FAILURES_PAUSE_SECONDS;
    assert!(guesses <= limits::MAX_TOKEN_FAILURES * minutes, "{guesses}");
}

#[test]
fn a_person_is_asked_for_as_friendbuy_spells_it() {
    for (kind, value, path) in [
        (
            SubjectKind::Email,
            "a b&c=d@e.f",
            "/v1/user-data?email=a%20b%26c%3Dd%40e.f",
        ),
        (
            SubjectKind::CustomerId,
            "ü/?#",
            "/v1/user-data?customerId=%C3%BC%2F%3F%23",
        ),
    ] {
        assert_eq!(Subject::new(kind, value).unwrap().path(), path);
    }
}
