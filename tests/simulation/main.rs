//! Everything that can go wrong between the queue and MAPI, at random, and what must hold nevertheless.
//!
//! `npm run simulate -- --events 1000000 --seed 7`. The machines are the Worker's own: `Attempt`, `Tokens`, `Pace`, `serve`,
//! `settle`, messages as text. Queue, ledger shards, isolates, MAPI, the desk's database and all clocks are simulated here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::unused_self,
    unreachable_pub,
    reason = "a test fails by panicking, and reads its arguments"
)]

mod chance;
mod check;
mod cost;
mod mapi;
mod plan;
mod weather;
mod world;

use std::time::Instant;

use friendbuy_edge::delivery::OnUncertain;

/// What `cargo test` runs: both settings of `UNCERTAIN`, under several seeds.
const SHORT: [(u32, u64); 3] = [(4_000, 1), (4_000, 2), (4_000, 3)];

fn main() {
    let argument = |name: &str| {
        let mut arguments = std::env::args().skip_while(|given| given != name).skip(1);
        arguments.next().map(|value| {
            let number = value.replace('_', "").parse::<u64>();
            number.unwrap_or_else(|_| panic!("{name} needs a number, not {value}"))
        })
    };
    let runs = match argument("--events") {
        Some(events) => vec![(
            u32::try_from(events).unwrap(),
            argument("--seed").unwrap_or(1),
        )],
        None => SHORT.to_vec(),
    };
    let mut failed = 0;
    for (events, seed) in &runs {
        for setting in [OnUncertain::Resend, OnUncertain::Hold] {
            let begun = Instant::now();
            let end = world::World::new(*events, *seed, setting).run();
            let report = check::check(&end);
            println!(
                "\nUNCERTAIN = {}, {events} events, seed {seed}: {:.1} s, {:.1} simulated hours",
                setting.as_str(),
                begun.elapsed().as_secs_f64(),
                end.hours(),
            );
            println!("{report}");
            if setting == OnUncertain::Resend && argument("--events").is_some() {
                println!("{}", cost::table(&end));
            }
            failed += u32::from(!report.violations.is_empty());
        }
    }
    // In the words of the test harness, which the summary of `npm test` reads.
    let passed = 2 * runs.len() as u32 - failed;
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {result}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out"
    );
    std::process::exit(i32::from(failed > 0));
}
