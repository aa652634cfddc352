// SPDX-License-Identifier: Apache-2.0
//! Numbers that other parts of the server count, as families of metrics.

use crate::{
	engine::{Durations, EngineStats, DURATION_BOUNDS},
	residency::{ResidencyStats, TierStats},
	sources::FetchStats,
	store::Store,
};
use prometheus::proto::{
	Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType,
};

/// How the engine is doing.
pub(super) fn of_engine(stats: &EngineStats) -> Vec<MetricFamily> {
	vec![
		gauge("openledger_engine_running", "Requests being computed.", stats.running),
		gauge("openledger_engine_waiting", "Requests that wait for a row.", stats.waiting),
		gauge(
			"openledger_kv_blocks_used",
			"Blocks of the key-value cache in use.",
			stats.kv_blocks_used,
		),
		gauge(
			"openledger_kv_blocks",
			"Blocks of the key-value cache there are.",
			stats.kv_blocks_total,
		),
		gauge("openledger_kv_block_bytes", "Bytes of one block.", stats.kv_block_bytes),
		counter("openledger_engine_accepted_total", "Requests accepted.", stats.accepted),
		counter(
			"openledger_engine_refused_total",
			"Requests refused for want of room.",
			stats.refused,
		),
		counter("openledger_engine_finished_total", "Requests answered.", stats.finished),
		counter("openledger_engine_failed_total", "Requests that failed.", stats.failed),
		counter(
			"openledger_engine_cancelled_total",
			"Requests nobody waited for.",
			stats.cancelled,
		),
		counter("openledger_engine_preempted_total", "Requests begun again.", stats.preempted),
		counter("openledger_prompt_tokens_total", "Tokens of prompts read.", stats.prompt_tokens),
		counter("openledger_generated_tokens_total", "Tokens generated.", stats.generated_tokens),
		counter("openledger_engine_steps_total", "Passes through the model.", stats.steps),
		histogram("openledger_engine_step_seconds", "Of one pass.", &stats.step_time),
		histogram(
			"openledger_queue_seconds",
			"From acceptance to the first pass.",
			&stats.queue_time,
		),
		histogram(
			"openledger_first_token_seconds",
			"From acceptance to the first token.",
			&stats.first_token_time,
		),
	]
}

/// Which adapters are where.
pub(super) fn of_residency(stats: &ResidencyStats) -> Vec<MetricFamily> {
	let tiers = [("device", &stats.device), ("host", &stats.host)];
	let by_tier = |name: &str, help: &str, of: fn(&TierStats) -> u64| {
		let metrics = tiers.iter().map(|(tier, stats)| {
			let mut metric = Metric::from_gauge(gauge_of(of(stats)));
			metric.set_label(vec![label("tier", tier)]);
			metric
		});
		family(name, help, MetricType::GAUGE, metrics.collect())
	};
	vec![
		by_tier("openledger_adapters", "Adapters in a tier.", |tier| long(tier.adapters)),
		by_tier("openledger_adapter_bytes", "Their bytes.", |tier| tier.bytes),
		by_tier("openledger_adapter_held_bytes", "Bytes pinned or in use.", |tier| tier.held_bytes),
		by_tier("openledger_adapter_budget_bytes", "Bytes there may be.", |tier| tier.budget_bytes),
		gauge("openledger_adapters_known", "Adapters loaded once.", long(stats.known)),
		gauge("openledger_adapters_loading", "Loads under way.", long(stats.loading)),
		counter("openledger_adapter_hits_total", "Requests whose adapter was ready.", stats.hits),
		counter(
			"openledger_adapter_misses_total",
			"Requests that waited for theirs.",
			stats.misses,
		),
		counter("openledger_adapter_loads_total", "Adapters loaded.", stats.loads),
		counter("openledger_adapter_failed_loads_total", "Loads that failed.", stats.failed_loads),
		counter("openledger_adapter_evictions_total", "Adapters that gave way.", stats.evictions),
		counted(
			"openledger_adapter_load_seconds_total",
			"Seconds that loads took.",
			stats.load_time.as_secs_f64(),
		),
	]
}

/// What the store's folder has.
pub(super) fn of_store(store: &Store) -> Vec<MetricFamily> {
	let quota = store.quota();
	let mut families = vec![
		gauge("openledger_store_things", "Contents and files in the folder.", store.things()),
		gauge("openledger_store_bytes", "Their bytes, and those of uploads.", quota.used()),
	];
	let limit = quota.limit();
	families.extend(
		limit.map(|limit| gauge("openledger_store_limit_bytes", "Bytes there may be.", limit)),
	);
	families
}

/// What was fetched from other servers.
pub(super) fn of_sources(stats: &FetchStats) -> Vec<MetricFamily> {
	vec![
		counter("openledger_fetched_total", "Contents and files fetched.", stats.fetched),
		counter("openledger_fetched_bytes_total", "Their bytes.", stats.bytes),
		counter("openledger_failed_fetches_total", "Those that did not come.", stats.failed),
	]
}

fn gauge(name: &str, help: &str, value: u64) -> MetricFamily {
	family(name, help, MetricType::GAUGE, vec![Metric::from_gauge(gauge_of(value))])
}

fn gauge_of(value: u64) -> Gauge {
	let mut gauge = Gauge::default();
	gauge.set_value(float(value));
	gauge
}

fn counter(name: &str, help: &str, value: u64) -> MetricFamily {
	counted(name, help, float(value))
}

fn counted(name: &str, help: &str, value: f64) -> MetricFamily {
	let (mut counter, mut metric) = (Counter::default(), Metric::default());
	counter.set_value(value);
	metric.set_counter(counter);
	family(name, help, MetricType::COUNTER, vec![metric])
}

fn histogram(name: &str, help: &str, durations: &Durations) -> MetricFamily {
	let mut below = 0u64;
	let buckets = DURATION_BOUNDS.iter().zip(&durations.counts).map(|(&bound, &count)| {
		below = below.saturating_add(count);
		let mut bucket = Bucket::default();
		bucket.set_upper_bound(bound);
		bucket.set_cumulative_count(below);
		bucket
	});
	let (mut histogram, mut metric) = (Histogram::default(), Metric::default());
	histogram.set_bucket(buckets.collect());
	histogram.set_sample_count(durations.count());
	histogram.set_sample_sum(durations.sum);
	metric.set_histogram(histogram);
	family(name, help, MetricType::HISTOGRAM, vec![metric])
}

fn family(name: &str, help: &str, kind: MetricType, metrics: Vec<Metric>) -> MetricFamily {
	let mut family = MetricFamily::default();
	family.set_name(name.into());
	family.set_help(help.into());
	family.set_field_type(kind);
	family.set_metric(metrics);
	family
}

fn label(name: &str, value: &str) -> LabelPair {
	let mut label = LabelPair::default();
	label.set_name(name.into());
	label.set_value(value.into());
	label
}

/// Prometheus counts in floating point, exactly up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "all of Prometheus' numbers are such")]
fn float(value: u64) -> f64 {
	value as f64
}

fn long(count: usize) -> u64 {
	u64::try_from(count).unwrap_or(u64::MAX)
}
