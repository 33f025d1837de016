//! What each step takes on the way from an event to its calls: `cargo bench`.

#![expect(
    clippy::unwrap_used,
    reason = "an event that can't be read ends the measuring"
)]

use divan::{Bencher, black_box};
use friendbuy_edge::json::{Arena, parse};
use friendbuy_edge::trigger::{Dialect, Trigger};
use friendbuy_edge::{Destination, wire};

const ORDER: &str = include_str!("order.ndjson");

fn main() {
    divan::main();
}

/// The whole event.
#[divan::bench]
fn parse_event() {
    let arena = Arena::for_event();
    black_box(parse(black_box(ORDER), &arena)).unwrap();
}

/// What the mappings ask for.
#[divan::bench]
fn read_event(bencher: Bencher) {
    let destination = Destination::standard();
    bencher.bench_local(|| {
        let arena = Arena::for_event();
        black_box(destination.read(black_box(ORDER), &arena)).unwrap();
    });
}

#[divan::bench]
fn trigger(bencher: Bencher) {
    let trigger = r#"type = "track" and event = "Order Completed" and properties.total > 5"#;
    let trigger = Trigger::compile(trigger, Dialect::Documented).unwrap();
    let arena = Arena::new();
    let event = parse(ORDER, &arena).unwrap();
    bencher.bench_local(|| black_box(&trigger).matches(event, &arena));
}

/// Triggers, values of the fields, bodies.
#[divan::bench]
fn map_event(bencher: Bencher) {
    let destination = Destination::standard();
    let arena = Arena::new();
    let read = destination.read(ORDER, &arena).unwrap();
    bencher.bench_local(|| black_box(destination.map_read(read, &arena)));
}

/// All of it, and writing the answer.
#[divan::bench]
fn text_to_text(bencher: Bencher) {
    let destination = Destination::standard();
    bencher.bench_local(|| wire::map(&destination, black_box(ORDER)));
}

#[divan::bench]
fn compile_standard_document() -> Destination {
    Destination::standard()
}
