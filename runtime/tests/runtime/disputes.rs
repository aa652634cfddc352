// SPDX-License-Identifier: Apache-2.0

//! Honest and lying workers, challengers, people who ask and agents, in any order: nobody honest loses a
//! bond, every lie that somebody challenges costs one, all escrow is conserved, and nothing stays locked.

mod duties;
mod tasks;
mod telling;
mod world;

use crate::{marketplace::text, state::next_block};
use openledger_attribution::accusation::Accusation;
use openledger_primitives::{
	challenge::{Fraud, NotCanonical, TooManySpans, WrongArithmetic},
	committee::{total_fee, Judgement},
	evidence::EvidenceTree,
	ids::RequestId,
	records::{Mode, Question},
	traits::{Bonds as _, Subject},
};
use openledger_runtime::{
	constants::currency::{OPEN, TOTAL_ISSUANCE},
	governance::voting::in_escrow,
	invariants, AccountId, Attribution, Balances, Bonds, Challenges, Runtime,
};
use pallet_attribution::RequestState;
use polkadot_sdk::{
	frame_support::{assert_ok, traits::Get},
	pallet_balances,
	sp_core::H256,
	sp_io::hashing::twox_64,
	sp_keyring::Sr25519Keyring::{Charlie, Dave, Ferdie},
};
use proptest::{prelude::*, test_runner::TestRunner};
use std::{cell::Cell, collections::BTreeMap};
use telling::{fee, twisted, Told, LIES};
use world::{
	account, answer, fresh_chain, is_liar, origin, sign, signed, with_auditor, ARTIFACT, BOND,
	WORKERS,
};

/// How many acts a story has.
const ACTS: usize = 30;
/// How many stories each of the tests below goes through; two of them run side by side.
const STORIES: u32 = 500;
/// After so many blocks everything must have ended.
const PATIENCE: u32 = 400;

/// What happens next, and three numbers that say how.
type Act = (u8, u8, u8, u16);

/// All that the people in a story know.
#[derive(Default)]
struct Market {
	/// By which number the answer to a request is made.
	questions: BTreeMap<RequestId, u16>,
	/// What workers gave out about answers.
	told: BTreeMap<RequestId, Told>,
	/// What members of committees have committed to.
	judgements: BTreeMap<(RequestId, usize), (Judgement, H256)>,
	/// The lies that were accused in time.
	accused: Vec<RequestId>,
	/// How many chances were taken; they are drawn from the story alone.
	chances: u64,
	seed: u64,
}

impl Market {
	fn chance(&mut self) -> u64 {
		self.chances += 1;
		u64::from_le_bytes(twox_64(&[self.seed, self.chances].map(u64::to_le_bytes).concat()))
	}

	/// What a liar has in mind for a request, the same in each step.
	fn whim_of(&self, request: RequestId, worker: usize) -> u64 {
		let about = [self.seed, request.0, worker as u64].map(u64::to_le_bytes).concat();
		u64::from_le_bytes(twox_64(&about))
	}

	fn act(&mut self, (kind, a, b, n): Act) {
		match kind % 16 {
			0..=3 => self.ask(
				if a.is_multiple_of(4) { Mode::Committee { k: 5 } } else { Mode::Optimistic },
				n,
			),
			4 => self.challenge_for_nothing(a, b),
			5 => self.accuse_the_honest(a, b),
			6 => self.replay(a, b),
			7 => self.review(a),
			8 => self.come_and_go(a, b),
			9..=11 => self.trade(a, b, n),
			12 => (0..b % 4).for_each(|_| next_block(true)),
			_ => self.pass(1 + u32::from(b % 3)),
		}
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	}

	/// Somebody asks something, and may take it back before it was assigned.
	fn ask(&mut self, mode: Mode, number: u16) {
		let id = pallet_attribution::NextRequest::<Runtime>::get();
		let seats = mode.seats().map_or(1, |seats| seats as u8);
		let max_fee = total_fee(fee(), seats).expect("little") + OPEN * u128::from(number % 3);
		assert_ok!(Attribution::request_inference(
			signed(Dave),
			ARTIFACT,
			Question::Text(text("What do they say?")),
			mode,
			30,
			max_fee,
			10 + u32::from(number % 30),
		));
		self.questions.insert(id, number);
		if number.is_multiple_of(16) {
			assert_ok!(Attribution::cancel(signed(Dave), id));
		}
	}

	/// Blocks in which everybody does what is due, and those who look for lies find them.
	fn pass(&mut self, blocks: u32) {
		for _ in 0..blocks {
			next_block(false);
			self.work();
			self.look_for_lies();
			self.finish();
		}
	}

	/// Accuses every second lie, as soon as it is told.
	fn look_for_lies(&mut self) {
		let fresh = self.told.values().filter(|told| {
			let id = told.proof.request;
			let stands = state(id).is_some_and(|state| matches!(state, RequestState::Proved(_)));
			stands && self.whim_of(id, WORKERS).is_multiple_of(2) && !self.accused.contains(&id)
		});
		for told in fresh.cloned().collect::<Vec<_>>() {
			let found = with_auditor(|auditor| {
				auditor.accuse(&told.answer, &told.leaves, &told.proof, min_words(&told))
			});
			let accusation = match found {
				Ok(()) => {
					assert_eq!(told.lie, None, "the auditor overlooked it: {told:?}");
					continue;
				},
				Err((finding, accusation)) => {
					assert!(told.lie.is_some(), "the auditor is wrong: {finding:?} of {told:?}");
					accusation.expect("all of these lies can be proved")
				},
			};
			let subject = Subject::Request(told.proof.request);
			let by = signed(Charlie);
			let done = match accusation {
				Accusation::Fraud(fraud) => Challenges::prove_fraud(by, subject, fraud),
				Accusation::Leaf { leaf, count } => {
					Challenges::challenge_leaf(by, subject, leaf, count)
				},
				Accusation::Disclosure => Challenges::challenge_disclosure(by, subject),
			};
			// Somebody else may have made the same demand, or as many as there can be.
			if done.is_ok() {
				self.accused.push(told.proof.request);
			}
		}
	}

	/// Ends what can be ended. Anybody may, and each call is refused where it is too early.
	fn finish(&mut self) {
		let anyone = || signed(Ferdie);
		for id in self.questions.keys().copied().filter(|id| is_open(*id)) {
			let _ = Attribution::expire(anyone(), id);
			let _ = Attribution::conclude(anyone(), id);
			let _ = Attribution::settle(anyone(), id);
		}
		for id in pallet_challenges::Challenges::<Runtime>::iter_keys().collect::<Vec<_>>() {
			let _ = Challenges::convict(anyone(), id);
			let _ = Challenges::close(anyone(), id);
		}
		self.finish_tasks();
	}

	fn stands(&self, number: u8) -> Option<&Told> {
		let standing = self.told.values().filter(|told| {
			state(told.proof.request).is_some_and(|state| matches!(state, RequestState::Proved(_)))
		});
		let standing = standing.collect::<Vec<_>>();
		standing.get(usize::from(number) % standing.len().max(1)).copied()
	}

	/// A demand that the worker can meet costs who made it the bond, or the liar who does not meet it.
	fn challenge_for_nothing(&mut self, a: u8, b: u8) {
		let Some(told) = self.stands(a) else { return };
		let subject = Subject::Request(told.proof.request);
		let leaf = told.leaves.get(usize::from(b) % told.leaves.len().max(1));
		let shown = EvidenceTree::new(told.leaves.clone())
			.ok()
			.filter(|tree| tree.root() == told.proof.evidence_root)
			.zip(leaf)
			.and_then(|(tree, leaf)| tree.prove_presence(&leaf.key()));
		let _ = match shown {
			Some(leaf) if b.is_multiple_of(2) => {
				Challenges::challenge_leaf(signed(Ferdie), subject, leaf, told.leaves.len() as u32)
			},
			_ => Challenges::challenge_disclosure(signed(Ferdie), subject),
		};
	}

	/// What is true cannot be shown to be false, by its own bytes or by those of a lie.
	fn accuse_the_honest(&mut self, a: u8, b: u8) {
		let Some(told) = self.stands(a).filter(|told| told.lie.is_none()) else { return };
		let subject = Subject::Request(told.proof.request);
		let leaves = || told.leaves.clone().try_into().expect("few");
		let answer = || told.answer.clone().try_into().expect("short");
		let lie = twisted(told, LIES[usize::from(b) % LIES.len()], min_words(told));
		let borrowed = lie.and_then(|lie| {
			let found = with_auditor(|auditor| {
				auditor.accuse(&lie.answer, &lie.leaves, &lie.proof, min_words(told))
			});
			match found {
				Err((_, Some(Accusation::Fraud(fraud)))) => Some(*fraud),
				_ => None,
			}
		});
		let own = [
			Fraud::WrongArithmetic(WrongArithmetic { leaves: leaves() }),
			Fraud::NotCanonical(NotCanonical { answer: answer() }),
			Fraud::TooManySpans(TooManySpans { answer: answer(), leaves: leaves() }),
		];
		for fraud in own.into_iter().chain(borrowed) {
			let shown = Challenges::prove_fraud(signed(Ferdie), subject, Box::new(fraud.clone()));
			assert!(shown.is_err(), "{fraud:?} is held against {told:?}");
		}
	}

	/// No proof is taken twice, nor from another worker.
	fn replay(&mut self, a: u8, b: u8) {
		let all = self.told.values().collect::<Vec<_>>();
		let Some(told) = all.get(usize::from(a) % all.len().max(1)) else { return };
		for worker in [told.author, usize::from(b) % WORKERS] {
			let signature = sign(worker, &told.proof.signing_bytes());
			let again = Attribution::submit_proof(origin(worker), told.proof.clone(), signature);
			assert!(again.is_err(), "it was told before");
		}
	}

	fn review(&mut self, a: u8) {
		let Some(told) = self.stands(a) else { return };
		let _ = Attribution::request_review(signed(Charlie), told.proof.request);
	}

	fn come_and_go(&mut self, a: u8, b: u8) {
		let worker = usize::from(a) % WORKERS;
		let _ = match b % 4 {
			0 => Attribution::pause(origin(worker)),
			_ => Attribution::resume(origin(worker)),
		};
	}

	/// Lets time pass until all has ended, and looks at who has lost what.
	fn end(&mut self) {
		let mut blocks = 0;
		let everybody = || {
			(0..WORKERS).map(account).chain([Charlie, Dave, Ferdie].map(|who| who.to_account_id()))
		};
		while everybody().any(|who| in_escrow(&who) > 0) {
			blocks += 1;
			if blocks >= PATIENCE {
				let held = everybody().map(pallet_balances::Holds::<Runtime>::get);
				let held = held.filter(|holds| !holds.is_empty()).collect::<Vec<_>>();
				panic!("something is locked for ever: {held:?}");
			}
			self.pass(1);
		}
		// The last claims end, and the challenges of them with them.
		self.pass(1);
		assert_eq!(pallet_challenges::Challenges::<Runtime>::iter().count(), 0);
		for worker in (0..WORKERS).filter(|worker| !is_liar(*worker)) {
			assert_eq!(bond(worker), BOND, "an honest bond was slashed");
		}
		for id in &self.accused {
			let told = &self.told[id];
			let falsified =
				state(*id).is_some_and(|state| matches!(state, RequestState::Falsified(_)));
			assert!(falsified && bond(told.author) < BOND, "a lie was accused, and paid: {told:?}");
		}
		assert_eq!(invariants::check(), Ok(()));
		self.forget();
	}

	/// After the record period nothing is left, and every deposit has come back.
	fn forget(&mut self) {
		let period = <Runtime as pallet_attribution::Config>::RecordPeriod::get();
		(0..=period).for_each(|_| next_block(false));
		for id in self.questions.keys() {
			if state(*id).is_some() {
				assert_ok!(Attribution::prune(signed(Ferdie), *id));
			}
		}
		self.forget_tasks();
		for who in [Charlie, Dave, Ferdie] {
			let held = pallet_balances::Holds::<Runtime>::get(who.to_account_id());
			let ours = held.into_iter().filter(|hold| world::is_of_answers_or_tasks(&hold.id));
			assert_eq!(ours.collect::<Vec<_>>(), []);
		}
		assert_eq!(invariants::check(), Ok(()));
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	}
}

fn bond(worker: usize) -> u128 {
	let who: AccountId = account(worker);
	Bonds::bonded(&who)
}

fn state(id: RequestId) -> Option<RequestState<u32>> {
	pallet_attribution::Requests::<Runtime>::get(id).map(|request| request.state)
}

/// Whether the request has not ended, or a review of it has not: a claim can be found false meanwhile.
fn is_open(id: RequestId) -> bool {
	let has_ended = state(id)
		.is_none_or(|state| matches!(state, RequestState::Settled(_) | RequestState::Falsified(_)));
	!has_ended || pallet_attribution::Reviews::<Runtime>::contains_key(id)
}

fn min_words(told: &Told) -> u32 {
	pallet_attribution::Requests::<Runtime>::get(told.proof.request)
		.map_or(0, |request| request.min_words)
}

/// How much came to pass in all stories of a test.
#[derive(Default)]
struct Chronicle {
	accused: Cell<usize>,
	told: Cell<usize>,
	judged: Cell<usize>,
	slashed: Cell<usize>,
}

fn go_through_many() {
	let chronicle = Chronicle::default();
	let add = |count: &Cell<usize>, more: usize| count.set(count.get() + more);
	let mut runner = TestRunner::new(ProptestConfig {
		cases: stories(),
		max_shrink_iters: 60,
		failure_persistence: None,
		..ProptestConfig::default()
	});
	let acts = prop::collection::vec(any::<Act>(), ACTS);
	runner
		.run(&(acts, any::<u64>()), |(acts, seed)| {
			fresh_chain().execute_with(|| {
				let mut market = Market { seed, ..Market::default() };
				acts.into_iter().for_each(|act| market.act(act));
				market.end();
				add(&chronicle.accused, market.accused.len());
				add(&chronicle.told, market.told.len());
				add(&chronicle.judged, market.judgements.len());
				add(
					&chronicle.slashed,
					(0..world::LIARS).filter(|liar| bond(*liar) < BOND).count(),
				);
			});
			Ok(())
		})
		.unwrap_or_else(|failure| panic!("{failure}"));
	// Stories in which nothing happens would prove nothing.
	let stories = stories() as usize;
	assert!(chronicle.told.get() > 2 * stories, "answers: {:?}", chronicle.told);
	assert!(chronicle.accused.get() > stories / 4, "lies accused: {:?}", chronicle.accused);
	assert!(chronicle.judged.get() > stories, "judgements: {:?}", chronicle.judged);
	assert!(chronicle.slashed.get() > stories / 4, "liars slashed: {:?}", chronicle.slashed);
}

/// More of them by `OPENLEDGER_STORIES`, for a long run.
fn stories() -> u32 {
	std::env::var("OPENLEDGER_STORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(STORIES)
}

#[test]
fn liars_alone_lose_when_some_lie_and_others_look() {
	go_through_many();
}

#[test]
fn liars_alone_lose_when_others_do_likewise() {
	go_through_many();
}

#[test]
fn answers_hold_spans_of_several_contributions_when_they_quote_them() {
	let several = (0..64).filter(|number| {
		let leaves = world::attribute(&answer(*number), 6).leaves().to_vec();
		leaves.windows(2).any(|pair| pair[0].contribution != pair[1].contribution)
	});
	assert!(several.count() > 32);
}
