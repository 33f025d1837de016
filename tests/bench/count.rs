//! Takes events some steps of their way, for `npm run bench -- --instructions`, which has valgrind count what that takes.
//! Arguments: the step, a file with an event a line, another with a document, and how many of the events.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "it reads what its caller has just written"
)]

use std::fs::read_to_string;
use std::hint::black_box;

use friendbuy_edge::{Arena, Destination, wire};

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [step, events, document, count] = arguments.as_slice() else {
        return eprintln!("arguments: read, map or answer; events; document; count");
    };
    let events = read_to_string(events).unwrap();
    let destination = Destination::compile(&read_to_string(document).unwrap()).unwrap();
    let mut arena = Arena::for_event();
    for event in events.lines().take(count.parse().unwrap()) {
        arena.reset();
        match step.as_str() {
            "read" => drop(black_box(destination.read(event, &arena))),
            "map" => drop(black_box(destination.map(event, &arena))),
            _ => drop(black_box(wire::map_in(&destination, event, &arena))),
        }
    }
}
