// SPDX-License-Identifier: Apache-2.0
//! Scores against the papers' formulas, and what must not change them.

#![allow(clippy::cast_possible_wrap, clippy::cast_precision_loss)]

use crate::gradients::{
	assert_close, block, index, keys, paper, scores, sorted, Folder, Layers, Random,
};
use openledger_attribution::influence::{
	Checkpoint, Curvature, Group, Index, InfluenceError, Method, Precision, Queries, Scorer,
	Settings, DEFAULT_DAMPING, ONE, TOLERANCE,
};
use proptest::prelude::*;

const STREAMED: Method =
	Method::DataInf { damping: DEFAULT_DAMPING, curvature: Curvature::Streamed };
const CACHED: Method = Method::DataInf { damping: DEFAULT_DAMPING, curvature: Curvature::Cached };
const METHODS: [Method; 5] = [
	Method::GradDot,
	Method::GradCos,
	STREAMED,
	CACHED,
	Method::Fisher { damping: DEFAULT_DAMPING },
];

fn naive(method: Method, layers: &Layers, query: &[&[f32]]) -> Vec<f64> {
	match method {
		Method::GradDot => paper::grad_dot(layers, query),
		Method::GradCos => paper::grad_cos(layers, query),
		Method::DataInf { damping, .. } => paper::data_inf(layers, query, damping),
		Method::Fisher { damping } => paper::fisher(layers, query, damping),
	}
}

/// Compares every query's scores with the formula, over gradients as the trainer wrote them.
fn compare(
	method: Method,
	widths: &[usize],
	rows: usize,
	seed: u64,
	settings: Settings,
	part: f64,
) {
	let mut random = Random(seed);
	let layers = random.gradients(widths, rows);
	let queries = random.gradients(widths, 3);
	let (_folder, index) = index(&layers, settings);
	for (query, found) in scores(&index, &queries, method).iter().enumerate() {
		let of_query = queries.iter().map(|layer| layer[query].as_slice()).collect::<Vec<_>>();
		let expected = sorted(&naive(method, &layers, &of_query), &keys(rows));
		assert_close(found, &expected, part);
	}
}

#[test]
fn scores_are_the_papers_when_rows_are_kept_in_16_bits() {
	for method in METHODS {
		compare(method, &[40, 7, 64], 150, 1, Settings::default(), 1e-3);
	}
}

#[test]
fn scores_are_the_papers_when_there_are_more_dimensions_than_rows() {
	for method in METHODS {
		compare(method, &[300, 90], 20, 2, Settings::default(), 1e-3);
	}
}

#[test]
fn scores_are_near_the_papers_when_rows_are_kept_in_8_bits() {
	let settings = Settings { precision: Precision::I8, ..Settings::default() };
	for method in METHODS {
		compare(method, &[40, 64], 150, 3, settings, 0.05);
	}
}

#[test]
fn scores_are_the_papers_when_tiles_and_panels_are_passed() {
	// More rows than a panel, more columns than a tile of sums, none a multiple.
	compare(STREAMED, &[1030], 530, 4, Settings::default(), 1e-3);
	compare(CACHED, &[77], 530, 4, Settings::default(), 1e-3);
}

#[test]
fn scores_follow_the_whole_gradients_when_they_are_projected() {
	let mut random = Random(5);
	let widths = [1500, 700];
	let layers = random.gradients(&widths, 200);
	// Two of the rows, with as much noise.
	let mut near = |row: &Vec<f32>| {
		row.iter().map(|value| value + value.abs().max(0.1) * random.normal()).collect::<Vec<_>>()
	};
	let queries =
		layers.iter().map(|rows| rows[..2].iter().map(&mut near).collect()).collect::<Layers>();
	let (_folder, index) =
		index(&layers, Settings { seed: 1, dimensions: 512, ..Settings::default() });
	for (query, found) in scores(&index, &queries, Method::data_inf()).iter().enumerate() {
		let of_query = queries.iter().map(|layer| layer[query].as_slice()).collect::<Vec<_>>();
		let expected = sorted(&naive(STREAMED, &layers, &of_query), &keys(200));
		let kept = correlation(found, &expected);
		assert!(kept > 0.6, "{kept}");
	}
}

fn correlation(left: &[f64], right: &[f64]) -> f64 {
	let centred = |of: &[f64]| {
		let mean = of.iter().sum::<f64>() / of.len() as f64;
		of.iter().map(|value| value - mean).collect::<Vec<_>>()
	};
	let (left, right) = (centred(left), centred(right));
	let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
	dot(&left, &right) / (dot(&left, &left) * dot(&right, &right)).sqrt()
}

#[test]
fn curvature_makes_no_difference_when_it_is_cached() {
	let mut random = Random(6);
	let (layers, queries) = (random.gradients(&[48, 20], 300), random.gradients(&[48, 20], 5));
	let (_folder, index) = index(&layers, Settings::default());
	let streamed = scores(&index, &queries, STREAMED);
	for (cached, streamed) in scores(&index, &queries, CACHED).iter().zip(&streamed) {
		assert_close(cached, streamed, 1e-4);
	}
	// 48 dimensions are fewer than a quarter of 300.
	assert_eq!(scores(&index, &queries, Method::data_inf()), scores(&index, &queries, CACHED));
}

#[test]
fn scores_are_tracin_when_checkpoints_are_weighted_by_their_rates() {
	let mut random = Random(7);
	let checkpoints = [random.gradients(&[16, 9], 30), random.gradients(&[16, 9], 30)];
	let queries = [random.gradients(&[16, 9], 2), random.gradients(&[16, 9], 2)];
	let rates = [0.5, 0.125];
	let built = checkpoints.each_ref().map(|layers| index(layers, Settings::default()));
	let parsed = [0, 1].map(|at| Queries::parse(&block(&queries[at], &[]), &built[at].1).unwrap());
	let weighted = [0, 1].map(|at| Checkpoint { index: &built[at].1, weight: rates[at] });
	let scores = Scorer::new(weighted, Method::GradDot).unwrap().score(&parsed).unwrap();
	for (query, found) in scores.queries().enumerate() {
		let of = |at: usize| {
			let of_query = queries[at].iter().map(|l| l[query].as_slice()).collect::<Vec<_>>();
			sorted(&paper::grad_dot(&checkpoints[at], &of_query), &keys(30))
		};
		let expected =
			of(0).iter().zip(of(1)).map(|(a, b)| rates[0] * a + rates[1] * b).collect::<Vec<_>>();
		assert_close(found, &expected, 1e-3);
	}
}

#[test]
fn row_scores_highest_when_it_is_the_query() {
	let mut random = Random(8);
	let layers = random.gradients(&[64, 64], 60);
	let (_folder, index) = index(&layers, Settings::default());
	let place = sorted(&(0..60).collect::<Vec<_>>(), &keys(60));
	for row in [0, 17, 59] {
		let query = layers.iter().map(|rows| vec![rows[row].clone()]).collect();
		let found = scores(&index, &query, Method::data_inf()).remove(0);
		let best = (0..60).max_by(|a, b| found[*a].total_cmp(&found[*b])).unwrap();
		assert_eq!(place[best], row);
	}
}

#[test]
fn score_is_zero_when_the_row_or_the_layer_or_the_query_is() {
	let mut random = Random(9);
	let mut layers = random.gradients(&[12, 8], 10);
	layers[0][3] = vec![0.0; 12];
	layers[1].iter_mut().for_each(|row| row.fill(0.0));
	let (_folder, index) = index(&layers, Settings::default());
	let row = sorted(&(0..10).collect::<Vec<_>>(), &keys(10)).iter().position(|r| *r == 3).unwrap();
	let queries = random.gradients(&[12, 8], 1);
	let nothing = vec![vec![vec![0.0; 12]], vec![vec![0.0; 8]]];
	for method in METHODS {
		let found = scores(&index, &queries, method).remove(0);
		assert_eq!(found[row], 0.0);
		assert!(found.iter().all(|score| score.is_finite()));
		assert!(scores(&index, &nothing, method)[0].iter().all(|score| *score == 0.0));
	}
}

#[test]
fn scores_are_the_papers_when_there_is_one_row() {
	for method in METHODS {
		compare(method, &[12, 1], 1, 10, Settings::default(), 1e-3);
	}
}

#[test]
fn scores_are_the_papers_when_gradients_are_tiny_or_huge() {
	for size in [1e-20f32, 1e15] {
		let mut random = Random(11);
		let scale = |mut layers: Layers| {
			layers.iter_mut().flatten().flatten().for_each(|value| *value *= size);
			layers
		};
		let layers = scale(random.gradients(&[24], 40));
		let queries = scale(random.gradients(&[24], 1));
		let (_folder, index) = index(&layers, Settings::default());
		for method in METHODS {
			let found = scores(&index, &queries, method).remove(0);
			let expected = naive(method, &layers, &[queries[0][0].as_slice()]);
			assert_close(&found, &sorted(&expected, &keys(40)), 1e-3);
		}
	}
}

#[test]
fn scores_are_the_same_bits_when_threads_differ() {
	let mut random = Random(12);
	let (layers, queries) = (random.gradients(&[600, 33], 400), random.gradients(&[600, 33], 9));
	let (_folder, index) = index(&layers, Settings::default());
	for method in METHODS {
		let with = |threads| {
			let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
			pool.install(|| scores(&index, &queries, method))
		};
		assert_eq!(with(1), with(3));
	}
}

#[test]
fn scores_of_a_query_are_the_same_bits_when_others_are_asked_with_it() {
	let mut random = Random(13);
	let (layers, queries) = (random.gradients(&[40], 100), random.gradients(&[40], 70));
	let (_folder, index) = index(&layers, Settings::default());
	for method in METHODS {
		let together = scores(&index, &queries, method);
		for query in [0, 1, 63, 69] {
			let alone = vec![vec![queries[0][query].clone()]];
			assert_eq!(scores(&index, &alone, method)[0], together[query]);
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn scores_are_the_papers_when_shapes_are_any(
		widths in prop::collection::vec(1..70usize, 1..4),
		rows in 1..60usize,
		seed in 1..u64::MAX,
		method in prop::sample::select(&METHODS[..]),
	) {
		compare(method, &widths, rows, seed, Settings::default(), 2e-3);
	}

	#[test]
	fn rows_keep_their_scores_when_blocks_and_their_order_change(
		rows in 2..40usize,
		cut in 1..39usize,
		seed in 1..u64::MAX,
	) {
		let mut random = Random(seed);
		let layers = random.gradients(&[20, 5], rows);
		let keys = keys(rows);
		let cut = cut.min(rows - 1);
		let part = |from: usize, to: usize| {
			let layers = layers.iter().map(|l| l[from..to].iter().rev().cloned().collect()).collect();
			block(&layers, &keys[from..to].iter().rev().copied().collect::<Vec<_>>())
		};
		let folder = Folder::new();
		let settings = Settings { seed, dimensions: 8, ..Settings::default() };
		let whole = folder.build("whole", &[block(&layers, &keys)], settings);
		let parts = folder.build("parts", &[part(cut, rows), part(0, cut)], settings);
		prop_assert_eq!(std::fs::read(whole.path()).unwrap(), std::fs::read(parts.path()).unwrap());
	}

	#[test]
	fn scores_scale_with_the_query_when_it_is_doubled(seed in 1..u64::MAX) {
		let mut random = Random(seed);
		let (layers, queries) = (random.gradients(&[30, 11], 50), random.gradients(&[30, 11], 1));
		let mut doubled = queries.clone();
		doubled.iter_mut().flatten().flatten().for_each(|value| *value *= 2.0);
		let (_folder, index) = index(&layers, Settings::default());
		for method in METHODS {
			let factor = if method == Method::GradCos { 1.0 } else { 2.0 };
			let once = scores(&index, &queries, method).remove(0);
			let twice = scores(&index, &doubled, method).remove(0);
			prop_assert_eq!(twice, once.iter().map(|score| factor * score).collect::<Vec<_>>());
		}
	}

	#[test]
	fn groups_agree_within_tolerance_when_kernels_differ(seed in 1..u64::MAX) {
		let mut random = Random(seed);
		let widths = [96, 40];
		let (layers, queries) = (random.gradients(&widths, 200), random.gradients(&widths, 3));
		let here = groups(&layers, &queries, STREAMED);
		let there = groups(&noisy(&layers, &mut random), &noisy(&queries, &mut random), CACHED);
		for (here, there) in here.iter().zip(&there) {
			for contribution in [0, 7, 14] {
				let of = |groups: &[Group]| {
					let group = groups.iter().find(|group| group.contribution.0 == contribution);
					group.map_or(0, |group| group.score)
				};
				prop_assert!(of(here).abs_diff(of(there)) <= TOLERANCE, "{here:?} {there:?}");
			}
		}
	}
}

/// As another kernel would compute them: each element off by 2^-18 of the row's root mean square.
fn noisy(layers: &Layers, random: &mut Random) -> Layers {
	let mut noisy = layers.clone();
	for row in noisy.iter_mut().flatten() {
		let size = (paper::dot(row, row) / row.len() as f64).sqrt() as f32 / 262_144.0;
		row.iter_mut().for_each(|value| *value += size * random.normal());
	}
	noisy
}

fn groups(layers: &Layers, queries: &Layers, method: Method) -> Vec<Vec<Group>> {
	let (_folder, index) = index(layers, Settings::default());
	let queries = Queries::parse(&block(queries, &[]), &index).unwrap();
	Scorer::new([&index], method).unwrap().score(&[queries]).unwrap().groups().collect()
}

#[test]
fn groups_are_sums_over_the_absolute_sum_when_some_are_positive() {
	// One dimension: the score of a row is its element, times the query.
	let rows = [3.0f32, -1.0, -2.0, 1.0, 0.0, 1.0].map(|value| vec![value]).to_vec();
	let found = groups(&vec![rows], &vec![vec![vec![1.0], vec![-1.0], vec![0.0]]], Method::GradDot);
	// Rows 0 and 3 are of contribution 0, 1 and 4 of 7, 2 and 5 of 14.
	let score = |groups: &[Group]| {
		groups.iter().map(|group| (group.contribution.0, group.score)).collect::<Vec<_>>()
	};
	let near = |found: Vec<(u64, u64)>, expected: &[(u64, u64)]| {
		assert_eq!(found.len(), expected.len());
		for (found, expected) in found.iter().zip(expected) {
			assert_eq!(found.0, expected.0);
			assert!(found.1.abs_diff(expected.1) < ONE >> 14, "{found:?} is not {expected:?}");
		}
	};
	near(score(&found[0]), &[(0, ONE / 2)]);
	near(score(&found[1]), &[(7, ONE / 8), (14, ONE / 8)]);
	near(score(&found[2]), &[]);
}

#[test]
fn group_has_everything_when_it_is_the_only_one() {
	let layers = vec![vec![vec![1.0, 2.0]]];
	let found = groups(&layers, &layers, Method::data_inf());
	assert_eq!(found[0].iter().map(|group| group.score).collect::<Vec<_>>(), [ONE]);
}

fn refused(index: &Index, method: Method) -> InfluenceError {
	Scorer::new([index], method).err().unwrap()
}

#[test]
fn scorer_is_refused_when_the_damping_is_not_positive() {
	let (_folder, index) = index(&Random(1).gradients(&[4], 4), Settings::default());
	for damping in [0.0, -0.1, f64::NAN, f64::INFINITY] {
		let data_inf = Method::DataInf { damping, curvature: Curvature::Auto };
		assert!(matches!(refused(&index, data_inf), InfluenceError::Damping));
		let fisher = Method::Fisher { damping };
		assert!(matches!(refused(&index, fisher), InfluenceError::Damping));
	}
}

#[test]
fn dense_inverse_is_refused_when_a_layer_is_too_wide_or_not_damped_enough() {
	let (_folder, wide) = index(&Random(1).gradients(&[2049], 2), Settings::default());
	let InfluenceError::TooWide { layer, width: 2049, most: 2048 } =
		refused(&wide, Method::fisher())
	else {
		panic!("too wide")
	};
	assert_eq!(layer, "layer 0");
	// Rank one in two dimensions: damping that is lost in rounding leaves a pivot of zero.
	let (_folder, flat) = index(&vec![vec![vec![1.0, 1.0]]], Settings::default());
	let error = refused(&flat, Method::Fisher { damping: 1e-300 });
	assert!(matches!(error, InfluenceError::NotPositiveDefinite(layer) if layer == "layer 0"));
}

#[test]
fn scorer_is_refused_when_checkpoints_do_not_belong_together() {
	let (_folder, five) = index(&Random(1).gradients(&[4], 5), Settings::default());
	let (_other, six) = index(&Random(1).gradients(&[4], 6), Settings::default());
	let refused = |of: &[Checkpoint<'_>]| Scorer::new(of.iter().copied(), Method::GradDot).err();
	assert!(matches!(refused(&[]), Some(InfluenceError::NoCheckpoint)));
	let infinite = Checkpoint { index: &five, weight: f64::INFINITY };
	assert!(matches!(refused(&[infinite]), Some(InfluenceError::Weight)));
	let Some(InfluenceError::File { error, .. }) = refused(&[(&five).into(), (&six).into()]) else {
		panic!("other rows")
	};
	assert!(matches!(*error, InfluenceError::OtherRows));
}

#[test]
fn queries_are_refused_when_they_are_not_those_of_the_checkpoints() {
	let (_folder, index) = index(&Random(1).gradients(&[4], 5), Settings::default());
	let queries = |count| {
		let layers = Random(2).gradients(&[4], count);
		Queries::parse(&block(&layers, &[]), &index).unwrap()
	};
	let scorer = Scorer::new([&index, &index], Method::GradDot).unwrap();
	for given in [vec![], vec![queries(1)], vec![queries(1), queries(2)]] {
		assert!(matches!(scorer.score(&given), Err(InfluenceError::OtherQueries)));
	}
	assert!(scorer.score(&[queries(2), queries(2)]).is_ok());
}

#[test]
fn queries_are_refused_when_they_are_of_another_index() {
	let (_folder, narrow) = index(&Random(1).gradients(&[4], 5), Settings::default());
	let (_other, wide) = index(&Random(1).gradients(&[5], 5), Settings::default());
	let queries = Queries::parse(&block(&Random(2).gradients(&[5], 1), &[]), &wide).unwrap();
	let scorer = Scorer::new([&narrow], Method::GradDot).unwrap();
	assert!(matches!(scorer.score(&[queries]), Err(InfluenceError::OtherQueries)));
}

#[test]
fn query_is_refused_when_its_product_overflows() {
	let tiny = vec![vec![vec![1e-30f32, 0.0], vec![0.0, 1e-30]]];
	let (_folder, index) = index(&tiny, Settings::default());
	let huge = vec![vec![vec![f32::MAX, 1.0]]];
	let queries = Queries::parse(&block(&huge, &[]), &index).unwrap();
	let method = Method::DataInf { damping: 1e-240, curvature: Curvature::Cached };
	let error = Scorer::new([&index], method).unwrap().score(&[queries]).err();
	assert!(matches!(error, Some(InfluenceError::NotFinite { .. })), "{error:?}");
}

#[test]
fn query_is_refused_when_weights_make_its_scores_overflow() {
	let rows = vec![vec![vec![4.0f32, 1.0], vec![4.0, -1.0]]];
	let (_folder, index) = index(&rows, Settings::default());
	let queries = || {
		let layers = vec![vec![vec![0.0f32, 0.0], vec![1.0, 0.5]]];
		Queries::parse(&block(&layers, &[]), &index).unwrap()
	};
	let score = |weights: &[f64]| {
		let of = |weight: &f64| Checkpoint { index: &index, weight: *weight };
		let scorer = Scorer::new(weights.iter().map(of), Method::GradDot).unwrap();
		scorer.score(&weights.iter().map(|_| queries()).collect::<Vec<_>>()).map(drop)
	};
	// Infinite, no number at all, and finite ones whose sum is infinite.
	for weights in [&[1e308][..], &[1e308, -1e308], &[3e307]] {
		assert!(matches!(score(weights), Err(InfluenceError::Overflow(1))), "{weights:?}");
	}
	score(&[1e307]).unwrap();
}
