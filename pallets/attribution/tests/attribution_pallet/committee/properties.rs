// SPDX-License-Identifier: Apache-2.0
//! Random histories: of committees in which fewer than half lie, and of calls by anybody in any order.

use super::*;
use pallet_attribution::{Assigned, Call, Error, Judgements, Phase, Requests, Reviews, SeatState};
use proptest::{
	prelude::{any, prop, prop_oneof, proptest, Just, ProptestConfig, Strategy},
	sample::Index,
};
use std::collections::BTreeSet;

/// So much that nobody's bond ends.
const MUCH: Balance = 1_000_000;

/// What a member does.
#[derive(Clone, Debug)]
enum Actor {
	/// Finds what is true, give or take these percents.
	Honest(u32),
	/// Would, but is not shown the text.
	Blind,
	/// Does nothing.
	Silent,
	/// Commits, and does not reveal.
	Secretive,
	/// Commits, and tries to reveal something else.
	Fickle,
	/// Says this, whatever is true.
	Liar(Judgement),
}

fn liar() -> impl Strategy<Value = Actor> {
	// Near the truth, but not within the tolerance of all who tell it; or far from it.
	let percent = prop_oneof![40u32..50, 55u32..61, 0u32..100];
	let vector = percent.prop_map(|percent| shares(&[(1, percent), (3, 100 - percent)]));
	let vector = vector.prop_filter("no share is zero", |vector| vector.validate().is_ok());
	prop_oneof![
		1 => Just(Actor::Silent),
		1 => Just(Actor::Secretive),
		1 => Just(Actor::Fickle),
		2 => Just(Actor::Liar(Judgement::Foreign)),
		1 => Just(Actor::Liar(Judgement::Unavailable)),
		3 => vector.prop_map(|vector| Actor::Liar(genuine(vector))),
		1 => Just(Actor::Liar(wrong())),
	]
}

/// The seats of a committee of which fewer than half lie. When the answer is foreign, the author does.
fn seats() -> impl Strategy<Value = (bool, Vec<Actor>)> {
	(prop::sample::select(vec![3usize, 5, 7]), any::<bool>()).prop_flat_map(|(k, foreign)| {
		(
			prop::collection::vec(
				prop_oneof![4 => (0u32..5).prop_map(Actor::Honest), 1 => Just(Actor::Blind)],
				k,
			),
			prop::collection::vec(liar(), k / 2),
			any::<Index>(),
		)
			.prop_map(move |(mut seats, liars, first)| {
				let first = if foreign { 0 } else { first.index(k) };
				for (step, liar) in liars.into_iter().enumerate() {
					seats[(first + step) % k] = liar;
				}
				if foreign {
					seats[0] = Actor::Liar(honest());
				}
				(foreign, seats)
			})
	})
}

#[derive(Clone, Debug)]
enum Step {
	Ask {
		payer: u8,
		foreign: bool,
		seats: Vec<Actor>,
	},
	/// A proof with this vector is reviewed by members of whom one lies.
	Doubt {
		percent: u32,
		foreign: bool,
		liar: Actor,
		place: usize,
		/// Whether one of the others is not shown the text.
		blind: bool,
	},
	Act {
		case: Index,
		place: usize,
	},
	Conclude {
		case: Index,
	},
	/// Honest members act in each of these blocks; the others, too, or only when they are called upon.
	Wait {
		blocks: u32,
		all: bool,
	},
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => (0..3u8, seats())
			.prop_map(|(payer, (foreign, seats))| Step::Ask { payer, foreign, seats }),
		1 => (prop_oneof![50u32..55, 60u32..100], any::<bool>(), liar(), 0..3usize, any::<bool>())
			.prop_map(|(percent, foreign, liar, place, blind)| {
				Step::Doubt { percent, foreign, liar, place, blind }
			}),
		8 => (any::<Index>(), 0..7usize).prop_map(|(case, place)| Step::Act { case, place }),
		2 => any::<Index>().prop_map(|case| Step::Conclude { case }),
		3 => (1..4u32, any::<bool>()).prop_map(|(blocks, all)| Step::Wait { blocks, all }),
	]
}

/// A request, what is true of its answer, and who judges it.
struct Case {
	id: RequestId,
	foreign: bool,
	seats: Vec<Actor>,
	/// The share of contribution 1 that the author proved, when its proof is reviewed.
	proved: Option<u32>,
}

impl Case {
	/// What the member in seat `place` says.
	fn judgement(&self, place: usize) -> Option<Judgement> {
		match &self.seats[place] {
			Actor::Silent => None,
			Actor::Liar(judgement) => Some(judgement.clone()),
			Actor::Honest(percents) if !self.foreign => {
				Some(genuine(shares(&[(1, 50 + percents), (3, 50 - percents)])))
			},
			Actor::Honest(_) => Some(Judgement::Foreign),
			Actor::Blind => Some(Judgement::Unavailable),
			Actor::Secretive | Actor::Fickle => Some(honest()),
		}
	}

	fn is_honest(&self, place: usize) -> bool {
		matches!(self.seats[place], Actor::Honest(_) | Actor::Blind)
	}

	/// Has the member in seat `place` do what it would do now.
	fn act(&self, place: usize) {
		if self.seats.len() <= place {
			return;
		}
		let Some(panel) = Panels::<Test>::get(self.id) else {
			self.publish(place);
			return;
		};
		let seat = &panel.seats[place];
		let Some(judgement) = self.judgement(place) else { return };
		match (seat.state, panel.phase(System::block_number())) {
			(SeatState::Waiting, Phase::Commit) => {
				assert_ok!(commit(self.id, &seat.member, &judgement));
			},
			(SeatState::Committed(_), Phase::Reveal) => match self.seats[place] {
				Actor::Secretive => (),
				Actor::Fickle => {
					let other = Judgement::Foreign;
					let revealed = reveal(self.id, &seat.member, &other);
					assert_noop!(revealed, Error::<Test>::CommitmentMismatch);
				},
				_ => {
					assert_ok!(reveal(self.id, &seat.member, &judgement));
				},
			},
			_ => (),
		}
	}

	/// Whether all honest members could get all they needed.
	fn is_shown(&self) -> bool {
		!self.seats.iter().any(|actor| matches!(actor, Actor::Blind))
	}

	fn publish(&self, place: usize) {
		let is_assigned = Requests::<Test>::get(self.id)
			.is_some_and(|request| request.state == RequestState::Assigned);
		let is_author = place == 0 && self.proved.is_none();
		let in_time = is_assigned && System::block_number() <= request(self.id).deadline;
		if in_time && is_author && !matches!(self.seats[0], Actor::Silent) {
			assert_ok!(publish(self.id));
		}
	}
}

#[derive(Default)]
struct History {
	cases: Vec<Case>,
	/// Who sat in the committee of which case, and where.
	seated: BTreeSet<(usize, usize, AccountId)>,
	slashed: Vec<(RequestId, AccountId, SlashReason)>,
}

impl History {
	fn take(&mut self, step: Step) {
		match step {
			Step::Ask { payer: who, foreign, seats } => {
				let id = pallet_attribution::NextRequest::<Test>::get();
				let mode = Mode::Committee { k: seats.len().try_into().unwrap() };
				let who = signed(payer(who));
				let question = text("Who wrote it?");
				let asked =
					Attribution::request_inference(who, ADAPTER, question, mode, 50, 1_000, 10);
				if asked.is_ok() {
					self.cases.push(Case { id, foreign, seats, proved: None });
				}
			},
			Step::Doubt { percent, foreign, liar, place, blind } => {
				self.doubt(percent, foreign, liar, place, blind)
			},
			Step::Act { case, place } if !self.cases.is_empty() => case.get(&self.cases).act(place),
			Step::Conclude { case } if !self.cases.is_empty() => {
				self.end(case.get(&self.cases).id);
			},
			Step::Act { .. } | Step::Conclude { .. } => (),
			Step::Wait { blocks, all } => (0..blocks).for_each(|_| self.next_block(all)),
		}
		self.note_slashes();
		self.note_members();
	}

	/// Somebody doubts the proof of one worker, rightly or not.
	fn doubt(&mut self, percent: u32, foreign: bool, liar: Actor, place: usize, blind: bool) {
		let id = pallet_attribution::NextRequest::<Test>::get();
		let (who, question) = (signed(payer(0)), text("Who wrote it?"));
		let mode = Mode::Optimistic;
		let asked = Attribution::request_inference(who, ADAPTER, question, mode, 50, 1_000, 10);
		self.next_block(false);
		let is_assigned = Requests::<Test>::get(id)
			.is_some_and(|request| request.state == RequestState::Assigned);
		if asked.is_err() || !is_assigned {
			return;
		}
		let mut proof = honest_proof(id);
		proof.vector = shares(&[(1, percent), (3, 100 - percent)]);
		assert_ok!(submit(number_of(&author(id)), &proof));
		assert_ok!(super::reviews::request_review(id));
		self.next_block(false);
		let mut seats = (0..3).map(Actor::Honest).collect::<Vec<_>>();
		if blind {
			seats[(place + 1) % 3] = Actor::Blind;
		}
		seats[place] = liar;
		if Panels::<Test>::contains_key(id) {
			self.cases.push(Case { id, foreign, seats, proved: Some(percent) });
		}
	}

	/// Honest members, or all of them, do what they would do before the block ends.
	fn next_block(&mut self, all: bool) {
		// Who reveals may have had to wait for another's commitment.
		for _ in 0..2 {
			for case in &self.cases {
				let acting = (0..case.seats.len()).filter(|place| all || case.is_honest(*place));
				acting.for_each(|place| case.act(place));
			}
		}
		self.note_slashes();
		self.note_members();
		next_block();
	}

	fn note_members(&mut self) {
		for (number, case) in self.cases.iter().enumerate() {
			let Some(panel) = Panels::<Test>::get(case.id) else { continue };
			for (place, seat) in panel.seats.into_iter().enumerate() {
				self.seated.insert((number, place, seat.member));
			}
		}
	}

	/// Ends the request, if it can be ended.
	fn end(&self, id: RequestId) {
		let dispatch =
			|call: Call<Test>| RuntimeCall::from(call).dispatch(signed(payer(3))).is_ok();
		let ended = dispatch(Call::conclude { request: id })
			|| dispatch(Call::expire { request: id })
			|| dispatch(Call::settle { request: id });
		if ended {
			Attribution::do_try_state().unwrap();
		}
	}

	fn note_slashes(&mut self) {
		for record in System::events() {
			if let RuntimeEvent::Attribution(Event::MemberSlashed {
				request, member, reason, ..
			}) = record.event
			{
				let slash = (request, member, reason);
				if !self.slashed.contains(&slash) {
					self.slashed.push(slash);
				}
			}
		}
	}

	/// Lets all windows pass while everybody ends what can be ended.
	fn finish(&mut self) {
		for _ in 0..9 {
			(0..5).for_each(|_| self.next_block(false));
			for number in 0..pallet_attribution::NextRequest::<Test>::get().0 {
				self.end(RequestId(number));
			}
			self.note_slashes();
		}
	}

	/// What should be true of the cases at the end.
	fn check(&self) {
		for (number, place, member) in &self.seated {
			let case = &self.cases[*number];
			let mut slashed = self.slashed.iter();
			let is_slashed = slashed.any(|(id, who, _)| *id == case.id && who == member);
			assert!(!(case.is_honest(*place) && is_slashed), "an honest member was slashed");
		}
		for (number, case) in self.cases.iter().enumerate() {
			let was_judged = self.seated.iter().any(|(judged, ..)| *judged == number);
			if case.foreign && was_judged && case.is_shown() {
				let author = author(case.id);
				let fraud = (case.id, author, SlashReason::ForeignAnswer);
				assert!(self.slashed.contains(&fraud), "a foreign answer went unpunished");
			}
			// The tolerance is 5, and honest members of a review are at most 2 from the truth.
			if let Some(percent) = case.proved.filter(|_| !case.foreign && case.is_shown()) {
				let fell = matches!(request(case.id).state, RequestState::Falsified(_));
				assert_eq!(fell, percent > 57, "a review missed the truth");
			}
			// Nor does an honest author fall when some were not shown the text.
			if case.proved.is_some_and(|percent| !case.foreign && percent < 55) {
				let fell = matches!(request(case.id).state, RequestState::Falsified(_));
				assert!(!fell, "an honest proof fell");
			}
		}
	}
}

fn held() -> Balance {
	let people = (0..4).map(payer);
	people.map(|who| escrow(&who) + review_hold(&who)).sum()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

	#[test]
	fn no_honest_member_is_slashed_and_nothing_stays_locked_when_fewer_than_half_lie(
		steps in prop::collection::vec(step(), 1..60),
	) {
		run(|| {
			SilenceSlash::set(1);
			StraySlash::set(2);
			FraudSlash::set(4);
			world(|world| world.bonds.values_mut().for_each(|bond| *bond = MUCH));
			register_workers(WORKERS);
			let issuance = Balances::total_issuance();
			let mut history = History::default();
			for step in steps {
				history.take(step);
				Attribution::do_try_state().unwrap();
				assert_eq!(Balances::total_issuance(), issuance);
			}
			history.finish();
			history.check();
			assert_eq!(held(), 0, "something stays locked");
			assert_eq!(Balances::total_issuance(), issuance);
			assert_eq!(Panels::<Test>::iter().count(), 0);
			assert_eq!(Judgements::<Test>::iter().count(), 0);
			assert_eq!(Reviews::<Test>::iter().count(), 0);
			assert_eq!(Assigned::<Test>::iter().count(), 0);
		});
	}

	#[test]
	fn invariants_hold_when_anybody_calls_anything(
		calls in prop::collection::vec(any_call(), 1..60),
	) {
		run(|| {
			world(|world| world.bonds.values_mut().for_each(|bond| *bond = 500));
			register_workers(8);
			let issuance = Balances::total_issuance();
			for call in calls {
				match call {
					Some((call, who)) => {
						let origin = signed(caller(&call, who));
						// Most of these fail, and change nothing.
						let _ = RuntimeCall::from(call).dispatch(origin);
					},
					None => next_block(),
				}
				Attribution::do_try_state().unwrap();
				assert_eq!(Balances::total_issuance(), issuance);
				let open = Requests::<Test>::iter_values().filter(|asked| asked.closed().is_none());
				let escrow = open.map(|asked| asked.max_fee).sum::<Balance>();
				let reviews = Reviews::<Test>::iter_values().map(|review| review.escrow());
				assert_eq!(held(), escrow + reviews.sum::<Balance>());
			}
		});
	}
}

/// Who calls: mostly whom the call is for.
fn caller(call: &Call<Test>, who: Index) -> AccountId {
	let everybody = || (0..8).map(worker).chain((0..3).map(payer)).collect::<Vec<_>>();
	let fit = match call {
		Call::publish_answer { request, .. } => {
			let author = Requests::<Test>::get(request).and_then(|asked| asked.author().cloned());
			author.into_iter().collect()
		},
		Call::commit_judgement { request, .. } | Call::reveal_judgement { request, .. } => {
			let seats = Panels::<Test>::get(request).map(|panel| panel.seats);
			seats.into_iter().flatten().map(|seat| seat.member).collect()
		},
		Call::request_inference { .. } | Call::request_review { .. } => {
			(0..3).map(payer).collect::<Vec<_>>()
		},
		_ => everybody(),
	};
	let fit = if fit.is_empty() { everybody() } else { fit };
	who.get(&fit).clone()
}

/// A call and who makes it; nothing for the next block.
fn any_call() -> impl Strategy<Value = Option<(Call<Test>, Index)>> {
	let id = || (0..4u64).prop_map(RequestId);
	let mode = prop_oneof![
		Just(Mode::Optimistic),
		prop::sample::select(vec![3u8, 5]).prop_map(|k| Mode::Committee { k }),
	];
	let question = || text("Who wrote it?");
	let call = prop_oneof![
		2 => mode.prop_map(move |mode| Call::request_inference {
			artifact: ADAPTER,
			input: question(),
			mode,
			max_output_tokens: 50,
			max_fee: 1_000,
			deadline: 10,
		}),
		3 => id().prop_map(|request| Call::publish_answer { request, statement: statement() }),
		6 => (id(), 0..2u8).prop_map(|(request, n)| Call::commit_judgement {
			request,
			commitment: judgement_commitment(
				hash_of_block(0),
				request,
				&worker(n),
				&honest(),
				salt(&worker(n)),
			),
		}),
		6 => (id(), 0..2u8).prop_map(|(request, n)| Call::reveal_judgement {
			request,
			judgement: honest(),
			salt: salt(&worker(n)),
		}),
		3 => id().prop_map(|request| Call::conclude { request }),
		2 => id().prop_map(|request| Call::request_review { request }),
		1 => id().prop_map(|request| Call::expire { request }),
		1 => id().prop_map(|request| Call::settle { request }),
		1 => id().prop_map(|request| Call::cancel { request }),
	];
	prop_oneof![
		4 => (call, any::<Index>()).prop_map(Some),
		1 => Just(None),
	]
}
