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

#[path = "../common/chance.rs"]
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

/// Events of the run that costs are taken from: more of them say the same.
const MOST_CALM: u32 = 200_000;

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
    let mut check = |events, seed, setting: OnUncertain, is_calm| {
        let begun = Instant::now();
        let end = world::World::new(events, seed, setting, is_calm).run();
        let report = check::check(&end);
        println!(
            "\nUNCERTAIN = {}, {events} events, seed {seed}{}: {:.1} s, {:.1} simulated hours",
            setting.as_str(),
            if is_calm { ", no storms" } else { "" },
            begun.elapsed().as_secs_f64(),
            end.hours(),
        );
        println!("{report}");
        failed += u32::from(!report.violations.is_empty());
        end
    };
    for (events, seed) in &runs {
        for setting in [OnUncertain::Resend, OnUncertain::Hold] {
            check(*events, *seed, setting, false);
        }
    }
    let mut passed = 2 * runs.len() as u32;
    if let (Some(_), [(events, seed)]) = (argument("--events"), runs.as_slice()) {
        // What an event costs is what it costs on most days.
        let calm = check((*events).min(MOST_CALM), *seed, OnUncertain::Resend, true);
        println!("{}", cost::table(&calm));
        println!("{}", cost::markdown(&calm));
        passed += 1;
    }
    passed -= failed;
    // In the words of the test harness, which the summary of `npm test` reads.
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {result}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out"
    );
    std::process::exit(i32::from(failed > 0));
}
