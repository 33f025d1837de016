//! What the simulated operations would cost on Cloudflare, and how the ledger grows.

use std::fmt::Write as _;

use friendbuy_edge::delivery::Outcome;
use friendbuy_edge::json::{Arena, Value, parse};

use crate::world::World;

/// Prices and allowances of the Workers Paid plan, where and when they were read, and what is assumed beside them.
const PRICES: &str = include_str!("prices.json");

/// Events a month.
const MONTHS: [f64; 5] = [1e5, 1e6, 1e7, 1e8, 1e9];

/// How many of the calls have a row in the log with `DELIVERY_LOG = problems`, outside of storms.
const PROBLEMS: f64 = 0.02;

/// Operations of the delivery, counted while it runs.
#[derive(Default)]
pub struct Meter {
    pub queue_writes: u64,
    pub queue_reads: u64,
    pub queue_acks: u64,
    pub invocations: u64,
    pub ledger_requests: u64,
    pub ledger_rows_read: u64,
    pub ledger_rows_written: u64,
    pub record_bytes: u64,
    pub log_batches: u64,
    pub log_rows: u64,
    pub failed_rows: u64,
}

impl Meter {
    /// One message's entries in the delivery log.
    pub fn log(&mut self, outcomes: &[(&str, Outcome)], written: bool) {
        if !written {
            return;
        }
        for (_, outcome) in outcomes {
            self.log_rows += 1;
            self.failed_rows += u64::from(matches!(outcome, Outcome::Refused | Outcome::Held));
        }
    }
}

/// A price list, and what is assumed.
struct Prices<'a>(Value<'a>);

impl Prices<'_> {
    fn of(&self, list: &str, name: &str, member: Option<&str>) -> f64 {
        let found = self.0.member(list).member(name);
        match member.map_or(found, |member| found.member(member)) {
            Value::Number(number) => number.to_f64(),
            other => panic!(
                "prices.json: {name} should be a number, and is {}",
                other.kind()
            ),
        }
    }

    fn assumed(&self, name: &str) -> f64 {
        self.of("assumptions", name, None)
    }

    /// What so many operations cost in a month.
    fn cost(&self, name: &str, operations: f64) -> f64 {
        let beyond = operations - self.of("prices", name, Some("included"));
        beyond.max(0.0) / 1e6 * self.of("prices", name, Some("perMillion"))
    }

    fn storage(&self, name: &str, gigabytes: f64) -> f64 {
        let beyond = gigabytes - self.of("prices", name, Some("included"));
        beyond.max(0.0) * self.of("prices", name, Some("perUnit"))
    }
}

/// Operations for each event: name, how many, price.
fn operations(
    world: &World,
    prices: &Prices<'_>,
    log_all: bool,
) -> Vec<(&'static str, f64, &'static str)> {
    let meter = &world.meter;
    let per_event = |count: u64| count as f64 / f64::from(world.plan.events());
    let rows = if log_all {
        per_event(meter.log_rows)
    } else {
        PROBLEMS
    };
    let requests = per_event(meter.ledger_requests);
    let queue = meter.queue_writes + meter.queue_reads + meter.queue_acks;
    let marks = per_event(meter.failed_rows) * 4.0 + per_event(meter.log_batches) * 2.0;
    // A purge reads each record once a day while it is kept, and deletes it once.
    let (days, deleted) = (30.0, 1.0);
    vec![
        (
            "Worker requests, one event each",
            prices.assumed("requestsPerEvent") + per_event(meter.invocations),
            "workerRequests",
        ),
        (
            "Worker CPU, milliseconds",
            prices.assumed("cpuMillisPerEvent"),
            "workerCpuMillis",
        ),
        ("queue operations", per_event(queue), "queueOperations"),
        ("ledger requests", requests, "objectRequests"),
        (
            "ledger GB-seconds",
            requests * prices.assumed("objectMillisPerRequest") / 1e3 * 0.128,
            "objectGbSeconds",
        ),
        (
            "ledger rows written",
            per_event(meter.ledger_rows_written) + deleted,
            "objectRowsWritten",
        ),
        (
            "ledger rows read",
            per_event(meter.ledger_rows_read) + days,
            "objectRowsRead",
        ),
        (
            "log rows written",
            rows * prices.assumed("logRowsPerEntry") + marks,
            "databaseRowsWritten",
        ),
        ("log rows read", rows * 6.0, "databaseRowsRead"),
    ]
}

/// Costs for growing numbers of events a month, US dollars.
pub fn table(world: &World) -> String {
    let arena = Arena::new();
    let prices = Prices(parse(PRICES, &arena).expect("prices.json is JSON"));
    let mut out = String::from(
        "\n  Cost of delivery in US dollars a month; prices and assumptions: tests/simulation/prices.json\n\n",
    );
    for (title, log_all) in [
        ("DELIVERY_LOG = all", true),
        ("DELIVERY_LOG = problems", false),
    ] {
        let months = MONTHS.map(|month| format!("{:>13}", short(month))).concat();
        let _ = writeln!(out, "  {title:<42}{:>10}{months}", "per event");
        let mut totals = MONTHS.map(|_| prices.of("prices", "plan", Some("perMonth")));
        for (name, each, price) in operations(world, &prices, log_all) {
            let costs = MONTHS.map(|month| prices.cost(price, each * month));
            row(&mut out, name, Some(each), costs, 2);
            totals
                .iter_mut()
                .zip(costs)
                .for_each(|(total, cost)| *total += cost);
        }
        let kept = if log_all { 1.0 } else { PROBLEMS };
        let ledger = MONTHS.map(|month| month * prices.assumed("ledgerBytesPerRecord") / 1e9);
        let log = MONTHS.map(|month| month * kept * prices.assumed("logBytesPerRow") / 1e9);
        for (total, (ledger, log)) in totals.iter_mut().zip(ledger.into_iter().zip(log)) {
            *total += prices.storage("objectStorageGb", ledger);
            *total += prices.storage("databaseStorageGb", log);
        }
        row(
            &mut out,
            "in all, with storage and the plan",
            None,
            totals,
            2,
        );
        row(&mut out, "ledger, GB after 30 days", None, ledger, 3);
        row(
            &mut out,
            "… in each of 64 parts, 10 at most",
            None,
            ledger.map(|gb| gb / 64.0),
            4,
        );
        row(&mut out, "log, GB after 30 days, 10 at most", None, log, 3);
        out.push('\n');
    }
    out
}

fn row(out: &mut String, name: &str, each: Option<f64>, values: [f64; 5], digits: usize) {
    let each = each.map_or(String::new(), |each| format!("{each:.3}"));
    let values = values.map(|value| format!("{value:>13.digits$}")).concat();
    let _ = writeln!(out, "  {name:<42}{each:>10}{values}");
}

fn short(number: f64) -> String {
    match number {
        number if number >= 1e9 => format!("{} bn", number / 1e9),
        number if number >= 1e6 => format!("{} m", number / 1e6),
        number => format!("{} k", number / 1e3),
    }
}
