// SPDX-License-Identifier: Apache-2.0

//! What workers do in each block: answer, judge, meet demands. Liars do it their way.

use super::{
	telling::{truth, twisted, Told, LIES},
	world::{account, is_liar, origin, sign, worker_of, LIARS, OWN, WORKERS},
	Market,
};
use openledger_primitives::{
	challenge::Demand,
	committee::{judgement_commitment, AnswerStatement, Judgement},
	evidence::SpanOpening,
	ids::RequestId,
	records::{Duty, DutyStep, Mode},
	traits::Subject,
	vector::{AttributionVector, ContributionShare},
};
use openledger_runtime::{Attribution, Challenges, Runtime, System, Ticks};
use polkadot_sdk::{
	frame_support::assert_ok,
	sp_core::H256,
	sp_runtime::{traits::BlockNumberProvider, Perbill},
};

/// What liars do instead of what they should, by a number.
enum Whim {
	Silence,
	Lie(usize),
	Truth,
}

fn whim(number: u64) -> Whim {
	match number % 8 {
		0 => Whim::Silence,
		1 => Whim::Truth,
		other => Whim::Lie((number / 8 + other) as usize),
	}
}

impl Market {
	/// All workers do what is due, honest ones now or in time.
	pub fn work(&mut self) {
		for worker in 0..WORKERS {
			for duty in Attribution::duties(&account(worker)) {
				let can_wait = duty.until > Ticks::current_block_number() + 2;
				if can_wait && self.chance().is_multiple_of(3) {
					continue;
				}
				self.fulfil(worker, duty);
			}
			// Free, and refused when it is not due.
			let _ = Attribution::heartbeat(origin(worker));
		}
		self.meet_demands();
	}

	fn fulfil(&mut self, worker: usize, Duty { request, step, .. }: Duty) {
		let whim = if is_liar(worker) { whim(self.whim_of(request, worker)) } else { Whim::Truth };
		match step {
			DutyStep::Answer => self.give_answer(worker, request, whim),
			DutyStep::Commit => self.commit(worker, request, whim),
			DutyStep::Reveal => self.reveal(worker, request, whim),
		}
	}

	fn give_answer(&mut self, worker: usize, id: RequestId, whim: Whim) {
		let request = pallet_attribution::Requests::<Runtime>::get(id).expect("it is assigned");
		let truth = truth(worker, id, &request, self.questions[&id]);
		let told = match whim {
			Whim::Silence => return,
			Whim::Truth => truth,
			Whim::Lie(number) => {
				let lie = LIES[number % LIES.len()];
				twisted(&truth, lie, request.min_words).unwrap_or(truth)
			},
		};
		if request.mode == Mode::Optimistic {
			let signature = sign(worker, &told.proof.signing_bytes());
			assert_ok!(Attribution::submit_proof(origin(worker), told.proof.clone(), signature));
		} else {
			assert_ok!(Attribution::publish_answer(origin(worker), id, statement(&told)));
		}
		self.told.insert(id, told);
	}

	/// What an honest member finds: the committed text is what the model says, or it is not, and then it
	/// rests on what the engine finds.
	fn honest_judgement(&self, id: RequestId) -> Judgement {
		let request = pallet_attribution::Requests::<Runtime>::get(id).expect("it is judged");
		let told = &self.told[&id];
		let truth = truth(told.author, id, &request, self.questions[&id]);
		if told.proof.output != truth.proof.output {
			return Judgement::Foreign;
		}
		let evidence_root = truth.proof.evidence_root;
		Judgement::Genuine { vector: truth.proof.vector, evidence_root }
	}

	fn commit(&mut self, worker: usize, id: RequestId, whim: Whim) {
		let truth = self.honest_judgement(id);
		let judgement = match whim {
			// More than what the committee's promise is about is not tried.
			_ if self.are_too_many(id) => truth,
			Whim::Silence => return,
			Whim::Truth => truth,
			Whim::Lie(number) if number.is_multiple_of(3) => Judgement::Foreign,
			Whim::Lie(_) => own(),
		};
		let salt = H256::from_low_u64_be(self.chance());
		let commitment =
			judgement_commitment(System::block_hash(0), id, &account(worker), &judgement, salt);
		assert_ok!(Attribution::commit_judgement(origin(worker), id, commitment));
		let again = Attribution::commit_judgement(origin(worker), id, H256::zero());
		assert!(again.is_err(), "a judgement is committed to once");
		self.judgements.insert((id, worker), (judgement, salt));
	}

	fn reveal(&mut self, worker: usize, id: RequestId, whim: Whim) {
		let (judgement, salt) = self.judgements[&(id, worker)].clone();
		if matches!(whim, Whim::Lie(number) if number.is_multiple_of(5)) && !self.are_too_many(id) {
			return;
		}
		let other = Attribution::reveal_judgement(
			origin(worker),
			id,
			judgement.clone(),
			H256::repeat_byte(255),
		);
		assert!(other.is_err(), "only what was committed to can be revealed");
		assert_ok!(Attribution::reveal_judgement(origin(worker), id, judgement, salt));
	}

	/// Whether liars have half of the seats, or more.
	fn are_too_many(&self, id: RequestId) -> bool {
		let seats = Attribution::committee_view(id).map(|view| view.seats).unwrap_or_default();
		let liars = seats.iter().filter(|seat| is_liar(worker_of(&seat.member))).count();
		debug_assert!(liars <= LIARS);
		2 * liars >= seats.len()
	}

	/// Whoever told the truth shows what it is asked for; liars who lied cannot, or would convict
	/// themselves.
	fn meet_demands(&mut self) {
		let open = pallet_challenges::Challenges::<Runtime>::iter()
			.filter(|(_, challenge)| challenge.bond.is_some())
			.collect::<Vec<_>>();
		for (id, challenge) in open {
			let Subject::Request(request) = challenge.subject else { continue };
			let told = &self.told[&request];
			let is_over = Ticks::current_block_number() >= challenge.expires_at;
			let has_ended = pallet_attribution::Requests::<Runtime>::get(request)
				.is_none_or(|request| request.closed().is_some());
			if told.lie.is_some() || is_over || has_ended {
				continue;
			}
			let by = origin(told.author);
			match challenge.demand {
				Demand::Leaf(leaf) => {
					let content = super::world::CONTENTS[leaf.contribution.0 as usize].as_bytes();
					let opening =
						SpanOpening::new(&leaf, &told.answer, content).expect("it is true");
					assert_ok!(Challenges::answer_leaf(by, id, Box::new(opening)));
				},
				Demand::Disclosure => {
					let answer = told.answer.clone().try_into().expect("short");
					let leaves = told.leaves.clone().try_into().expect("few");
					assert_ok!(Challenges::disclose(by, id, answer, leaves));
				},
			}
		}
	}
}

fn statement(told: &Told) -> AnswerStatement {
	let proof = &told.proof;
	AnswerStatement {
		output: proof.output,
		input_tokens: proof.input_tokens,
		output_tokens: proof.output_tokens,
	}
}

/// The judgement that pays the liars.
fn own() -> Judgement {
	let all = ContributionShare { contribution: OWN, share: Perbill::one() };
	let vector =
		AttributionVector { shares: vec![all].try_into().expect("one"), residual: Perbill::zero() };
	Judgement::Genuine { vector, evidence_root: H256::repeat_byte(1) }
}
