//! What the simulated operations would cost on Cloudflare, and how the ledger grows.

use std::collections::HashSet;
use std::fmt::Write as _;

use friendbuy_edge::delivery::Outcome;
use friendbuy_edge::json::{Arena, Value, parse};

use crate::world::{World, place};

/// Prices and allowances of the Workers Paid plan, where and when they were read, and what is assumed beside them.
const PRICES: &str = include_str!("prices.json");

/// Events a month.
const MONTHS: [f64; 7] = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// The settings of `DELIVERY_LOG`, and whether every call has a row.
const LOGS: [(&str, bool); 2] = [("all", true), ("problems", false)];

/// For how many days everything is kept.
const KEPT_DAYS: f64 = 30.0;

/// A log of fewer days is of no use.
const LEAST_DAYS: f64 = 7.0;

/// Operations of the delivery, counted while it runs.
#[derive(Default)]
pub struct Meter {
    pub queue_writes: u64,
    pub queue_reads: u64,
    pub queue_acks: u64,
    pub ledger_requests: u64,
    pub ledger_rows_read: u64,
    pub ledger_rows_written: u64,
    pub record_bytes: u64,
    pub log_rows: u64,
    /// Those of them that are written with `DELIVERY_LOG = problems`.
    pub problem_rows: u64,
    /// Calls that have such a row.
    pub problems: HashSet<(u32, usize)>,
    pub failed_rows: u64,
}

impl Meter {
    /// One message's entries in the delivery log.
    pub fn log(&mut self, event: u32, outcomes: &[(&str, Outcome)], written: bool) {
        if !written {
            return;
        }
        for (mapping, outcome) in outcomes {
            self.log_rows += 1;
            if !matches!(outcome, Outcome::Sent | Outcome::Duplicate) {
                self.problem_rows += 1;
                self.problems.insert((event, place(mapping)));
            }
            self.failed_rows += u64::from(matches!(outcome, Outcome::Refused | Outcome::Held));
        }
    }

    /// Calls that have a row in the log.
    fn calls_in_log(&self, log_all: bool, world: &World) -> u64 {
        if log_all {
            (0..world.plan.events())
                .map(|event| world.plan.calls(event).len() as u64)
                .sum()
        } else {
            self.problems.len() as u64
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

/// One line of the bill: what, how many for each event, and the name of the price.
type Line = (&'static str, f64, &'static str);

/// What the events of a month come to.
struct Month {
    lines: Vec<(Line, f64)>,
    ledger_gb: f64,
    log_gb: f64,
    /// US dollars, with storage and the plan.
    total: f64,
}

/// The operations for each of so many events a month.
fn operations(world: &World, prices: &Prices<'_>, log_all: bool, month: f64) -> Vec<Line> {
    let meter = &world.meter;
    let per_event = |count: u64| count as f64 / f64::from(world.plan.events());
    let rows = per_event(if log_all {
        meter.log_rows
    } else {
        meter.problem_rows
    });
    let requests = per_event(meter.ledger_requests);
    let queue = meter.queue_writes + meter.queue_reads + meter.queue_acks;
    // The queue waits a moment for more messages: few events travel alone, many together.
    let busy_seconds = 30.0 * 86_400.0 * prices.assumed("busyShareOfTime");
    let together = month / busy_seconds * prices.assumed("batchSeconds");
    let deliveries = 1.0 / together.clamp(1.0, prices.assumed("mostInBatch"));
    let counts = deliveries * prices.assumed("countRowsPerDelivery");
    // A purge reads each record once a day while it is kept, and deletes it once.
    let (days, deleted) = (30.0, 1.0);
    vec![
        (
            "Worker requests, intake and queue",
            prices.assumed("requestsPerEvent") + deliveries,
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
            rows * (prices.assumed("logRowsPerEntry") + prices.assumed("logRowsPerDeletion"))
                + per_event(meter.failed_rows) * 4.0
                + counts,
            "databaseRowsWritten",
        ),
        (
            "log rows read",
            per_event(meter.log_rows) * prices.assumed("logRowsReadPerEntry"),
            "databaseRowsRead",
        ),
    ]
}

fn month(world: &World, prices: &Prices<'_>, log_all: bool, events: f64) -> Month {
    let lines: Vec<_> = operations(world, prices, log_all, events)
        .into_iter()
        .map(|line| (line, prices.cost(line.2, line.1 * events)))
        .collect();
    let kept = world.meter.calls_in_log(log_all, world) as f64 / f64::from(world.plan.events());
    let calls = world.meter.calls_in_log(true, world) as f64 / f64::from(world.plan.events());
    let ledger_gb = events * calls * prices.assumed("ledgerBytesPerRecord") / 1e9;
    let log_gb = events * kept * prices.assumed("logBytesPerRow") / 1e9;
    let total = prices.of("prices", "plan", Some("perMonth"))
        + lines.iter().map(|(_, cost)| cost).sum::<f64>()
        + prices.storage("objectStorageGb", ledger_gb)
        + prices.storage("databaseStorageGb", log_gb);
    Month {
        lines,
        ledger_gb,
        log_gb,
        total,
    }
}

/// Costs for growing numbers of events a month, US dollars: every line of the bill.
pub fn table(world: &World) -> String {
    let arena = Arena::new();
    let prices = Prices(parse(PRICES, &arena).expect("prices.json is JSON"));
    let mut out = String::from(
        "\n  Cost of delivery in US dollars a month, where it does not storm; prices and assumptions: tests/simulation/prices.json\n\n",
    );
    for (title, log_all) in LOGS {
        let months = MONTHS.map(|events| month(world, &prices, log_all, events));
        let heads = MONTHS.map(|month| format!("{:>12}", short(month))).concat();
        let _ = writeln!(
            out,
            "  {:<40}{:>10}{heads}",
            format!("DELIVERY_LOG = {title}"),
            "per event"
        );
        for place in 0..months[0].lines.len() {
            // What many events have is what counts.
            let ((name, each, _), _) = months[MONTHS.len() - 1].lines[place];
            row(
                &mut out,
                name,
                Some(each),
                months.each_ref().map(|month| month.lines[place].1),
                2,
            );
        }
        let of = |value: fn(&Month) -> f64| months.each_ref().map(value);
        row(
            &mut out,
            "in all, with storage and the plan",
            None,
            of(|month| month.total),
            2,
        );
        row(
            &mut out,
            "ledger, GB after 30 days",
            None,
            of(|month| month.ledger_gb),
            3,
        );
        row(
            &mut out,
            "… in each of 64 parts, 10 at most",
            None,
            of(|month| month.ledger_gb / 64.0),
            4,
        );
        row(
            &mut out,
            "log, GB after 30 days, 10 at most",
            None,
            of(|month| month.log_gb),
            3,
        );
        out.push('\n');
    }
    out
}

/// The same for the README: what it comes to, as Markdown.
pub fn markdown(world: &World) -> String {
    let arena = Arena::new();
    let prices = Prices(parse(PRICES, &arena).expect("prices.json is JSON"));
    let limit = prices.of("limits", "databaseGb", None);
    let line = |name: &str, cells: [String; 7]| format!("| {name} | {} |\n", cells.join(" | "));
    let mut out = line("Events a month", MONTHS.map(long));
    out.push_str(&line("---", MONTHS.map(|_| "---".to_owned())));
    let mut days_held = String::new();
    for (title, log_all) in LOGS {
        let months = MONTHS.map(|events| month(world, &prices, log_all, events));
        let days = |month: &Month| (limit / month.log_gb * KEPT_DAYS).min(KEPT_DAYS).floor();
        let dollars = months.each_ref().map(|month| {
            if days(month) < LEAST_DAYS {
                "–".to_owned()
            } else {
                format!("{:.2}", month.total)
            }
        });
        out.push_str(&line(
            &format!("US dollars, `DELIVERY_LOG={title}`"),
            dollars,
        ));
        let held = months.each_ref().map(|month| format!("{}", days(month)));
        days_held.push_str(&line(
            &format!("days of log that D1 can hold, `{title}`"),
            held,
        ));
    }
    out.push_str(&days_held);
    let ledger = MONTHS.map(|events| size(month(world, &prices, true, events).ledger_gb));
    out.push_str(&line("ledger after 30 days", ledger));
    out
}

fn row(out: &mut String, name: &str, each: Option<f64>, values: [f64; 7], digits: usize) {
    let each = each.map_or(String::new(), |each| format!("{each:.3}"));
    let values = values.map(|value| format!("{value:>12.digits$}")).concat();
    let _ = writeln!(out, "  {name:<40}{each:>10}{values}");
}

fn short(number: f64) -> String {
    match number {
        number if number >= 1e9 => format!("{} bn", number / 1e9),
        number if number >= 1e6 => format!("{} m", number / 1e6),
        number => format!("{} k", number / 1e3),
    }
}

fn long(number: f64) -> String {
    match number {
        number if number >= 1e9 => format!("{} billion", number / 1e9),
        number if number >= 1e6 => format!("{} million", number / 1e6),
        number => format!("{} thousand", number / 1e3),
    }
}

fn size(gigabytes: f64) -> String {
    if gigabytes < 1.0 {
        format!("{:.1} MB", gigabytes * 1e3)
    } else {
        format!("{gigabytes:.1} GB")
    }
}
