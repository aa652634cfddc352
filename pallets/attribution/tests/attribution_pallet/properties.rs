// SPDX-License-Identifier: Apache-2.0
//! Random histories against a naive model that predicts the outcome of each call.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, RequestId},
	proof::AttributionProof,
	Balance,
};
use pallet_attribution::{Error, Workers};
use proptest::{
	prelude::{any, prop, prop_oneof, proptest, ProptestConfig, Strategy},
	sample::Index,
};
use std::collections::BTreeMap;

const QUESTION: &str = "Who wrote it?";
const PEOPLE: u8 = 3;
const SERVERS: u8 = 4;
const BOND: Balance = 100;
const MAX_OUTPUT: u32 = 50;
const ARTIFACTS: [ArtifactId; 4] = [ADAPTER, BASE, FREE_BASE, DRAFT];

#[derive(Clone, Debug)]
enum Step {
	Serve { n: u8, base: bool, free_base: bool },
	Leave { n: u8 },
	Bond { n: u8, amount: Balance },
	Ask { payer: u8, artifact: Index, max_fee: Balance, deadline: u32 },
	Prove { request: Index, by: Option<u8>, tokens: (u32, u32), forged: bool },
	Settle { request: Index },
	Expire { request: Index },
	Wait { blocks: u32 },
	Reprice { prices: (Balance, Balance, Balance) },
	SetWindow { blocks: u32 },
}

fn step() -> impl Strategy<Value = Step> {
	let n = 0..SERVERS;
	let request = any::<Index>;
	prop_oneof![
		3 => (n.clone(), any::<bool>(), any::<bool>())
			.prop_map(|(n, base, free_base)| Step::Serve { n, base, free_base }),
		1 => n.clone().prop_map(|n| Step::Leave { n }),
		1 => (n.clone(), 90..120u128).prop_map(|(n, amount)| Step::Bond { n, amount }),
		6 => (0..PEOPLE, any::<Index>(), 0..2_000u128, 1..15u32)
			.prop_map(|(payer, artifact, max_fee, deadline)| {
				Step::Ask { payer, artifact, max_fee, deadline }
			}),
		6 => (request(), prop::option::weighted(0.2, n), (0..300u32, 0..55u32), prop::bool::weighted(0.1))
			.prop_map(|(request, by, tokens, forged)| Step::Prove { request, by, tokens, forged }),
		4 => request().prop_map(|request| Step::Settle { request }),
		3 => request().prop_map(|request| Step::Expire { request }),
		4 => (1..6u32).prop_map(|blocks| Step::Wait { blocks }),
		1 => (0..300u128, 0..9_000u128, 0..9_000u128).prop_map(|prices| Step::Reprice { prices }),
		1 => (1..8u32).prop_map(|blocks| Step::SetWindow { blocks }),
	]
}

#[derive(Clone, Copy, PartialEq)]
enum State {
	Open,
	Proved { fee: Balance, settle_at: u32 },
	Settled { fee: Balance },
	Gone,
}

#[derive(Clone)]
struct Asked {
	payer: u8,
	worker: u8,
	artifact: ArtifactId,
	max_fee: Balance,
	prices: PriceList,
	deadline: u32,
	state: State,
}

#[derive(Default)]
struct Server {
	bases: Vec<ArtifactId>,
	proved: u64,
	missed: u64,
}

struct Model {
	requests: Vec<Asked>,
	servers: BTreeMap<u8, Server>,
	bonds: BTreeMap<u8, Balance>,
	prices: PriceList,
	window: u32,
}

type Outcome = Result<(), Error<Test>>;

impl Model {
	fn new() -> Self {
		Self {
			requests: vec![],
			servers: BTreeMap::new(),
			bonds: (0..SERVERS).map(|n| (n, BOND)).collect(),
			prices: PRICES,
			window: 5,
		}
	}

	/// The number that `index` stands for: that of a request, or the next one, which there is not yet.
	fn number(&self, index: Index) -> usize {
		index.index(self.requests.len() + 1)
	}

	fn terms(&self, artifact: ArtifactId) -> Option<(PriceList, ArtifactId)> {
		match artifact {
			FREE_BASE => Some((FREE, FREE_BASE)),
			DRAFT => None,
			_ => Some((self.prices, BASE)),
		}
	}

	fn owed(&self, n: u8) -> usize {
		let owes = |asked: &&Asked| asked.worker == n && asked.state == State::Open;
		self.requests.iter().filter(owes).count()
	}

	fn fit(&self, base: ArtifactId) -> Vec<u8> {
		let limit = usize::try_from(MAX_IN_FLIGHT).unwrap();
		let serving = self.servers.iter().filter(|(_, server)| server.bases.contains(&base));
		let fit = serving.filter(|(n, _)| self.bonds[n] >= BOND && self.owed(**n) < limit);
		fit.map(|(n, _)| *n).collect()
	}

	fn serve(&mut self, n: u8, bases: Vec<ArtifactId>) -> Outcome {
		if !self.servers.contains_key(&n) && self.bonds[&n] < BOND {
			return Err(Error::BondTooSmall);
		}
		self.servers.entry(n).or_default().bases = bases;
		Ok(())
	}

	fn leave(&mut self, n: u8) -> Outcome {
		if self.owed(n) > 0 {
			return Err(Error::StillAssigned);
		}
		self.servers.remove(&n).map(|_| ()).ok_or(Error::NotRegistered)
	}

	fn ask(&self, artifact: ArtifactId, max_fee: Balance, deadline: u32) -> Outcome {
		if deadline < MIN_DEADLINE {
			return Err(Error::DeadlineTooShort);
		}
		let (prices, base) = self.terms(artifact).ok_or(Error::ArtifactNotOffered)?;
		if max_fee < prices.base {
			return Err(Error::FeeTooLow);
		}
		if self.fit(base).is_empty() {
			return Err(Error::NoEligibleWorker);
		}
		Ok(())
	}

	fn prove(&mut self, number: usize, by: u8, tokens: (u32, u32), forged: bool) -> Outcome {
		let now = System::block_number();
		let window = self.window;
		let asked = self.requests.get_mut(number).ok_or(Error::RequestNotFound)?;
		match asked.state {
			State::Gone => return Err(Error::RequestNotFound),
			State::Proved { .. } | State::Settled { .. } => return Err(Error::AlreadyProved),
			State::Open => (),
		}
		if now > asked.deadline {
			return Err(Error::DeadlinePassed);
		}
		if by != asked.worker {
			return Err(Error::WorkerNotAssigned);
		}
		if tokens.1 > MAX_OUTPUT {
			return Err(Error::TooManyTokens);
		}
		let fee = asked.prices.fee(tokens.0, tokens.1).unwrap();
		if fee > asked.max_fee {
			return Err(Error::FeeAboveMaximum);
		}
		if forged {
			return Err(Error::BadSignature);
		}
		asked.state = State::Proved { fee, settle_at: now + window };
		self.servers.get_mut(&by).unwrap().proved += 1;
		Ok(())
	}

	fn settle(&mut self, number: usize) -> Outcome {
		let asked = self.requests.get_mut(number).ok_or(Error::RequestNotFound)?;
		match asked.state {
			State::Gone => Err(Error::RequestNotFound),
			State::Open => Err(Error::NotProved),
			State::Settled { .. } => Err(Error::AlreadySettled),
			State::Proved { settle_at, .. } if System::block_number() < settle_at => {
				Err(Error::WindowOpen)
			},
			State::Proved { fee, .. } => {
				asked.state = State::Settled { fee };
				Ok(())
			},
		}
	}

	fn expire(&mut self, number: usize) -> Outcome {
		let asked = self.requests.get_mut(number).ok_or(Error::RequestNotFound)?;
		match asked.state {
			State::Gone => Err(Error::RequestNotFound),
			State::Proved { .. } | State::Settled { .. } => Err(Error::AlreadyProved),
			State::Open if System::block_number() <= asked.deadline => {
				Err(Error::DeadlineNotPassed)
			},
			State::Open => {
				asked.state = State::Gone;
				self.servers.get_mut(&asked.worker).unwrap().missed += 1;
				Ok(())
			},
		}
	}
}

/// The proof that the assigned worker would submit.
fn proof_of(number: usize, asked: &Asked, tokens: (u32, u32)) -> AttributionProof {
	let (contributions, evidence_root): (&[u64], _) = match asked.artifact {
		ADAPTER => (&[0, 2, 3], H256::repeat_byte(3)),
		_ => (&[], H256::zero()),
	};
	AttributionProof {
		genesis: hash_of_block(0),
		request: id_of(number),
		artifact: asked.artifact,
		input: ContentCommitment::of(QUESTION.as_bytes()).unwrap(),
		output: ContentCommitment::of(b"She did.").unwrap(),
		input_tokens: tokens.0,
		output_tokens: tokens.1,
		vector: vector(contributions),
		evidence_root,
		engine_version: 1,
		expires_at: asked.deadline,
	}
}

fn id_of(number: usize) -> RequestId {
	RequestId(number.try_into().unwrap())
}

fn take(model: &mut Model, step: Step) {
	let (expected, happened): (Outcome, DispatchResult) = match step {
		Step::Serve { n, base, free_base } => {
			let served = [(BASE, base), (FREE_BASE, free_base)];
			let bases = served.into_iter().filter_map(|(id, serves)| serves.then_some(id));
			let bases = bases.collect::<Vec<_>>();
			let happened = if model.servers.contains_key(&n) {
				let bases = bases.clone().try_into().unwrap();
				Attribution::update_worker(signed(worker(n)), bytes("https://worker"), bases)
			} else {
				register(n, &bases)
			};
			(model.serve(n, bases), happened)
		},
		Step::Leave { n } => (model.leave(n), Attribution::leave(signed(worker(n)))),
		Step::Bond { n, amount } => {
			model.bonds.insert(n, amount);
			world(|world| world.bonds.insert(worker(n), amount));
			(Ok(()), Ok(()))
		},
		Step::Ask { payer: who, artifact, max_fee, deadline } => {
			let artifact = *artifact.get(&ARTIFACTS);
			let expected = model.ask(artifact, max_fee, deadline);
			let happened = Attribution::request_inference(
				signed(payer(who)),
				artifact,
				bytes(QUESTION),
				MAX_OUTPUT,
				max_fee,
				deadline,
			);
			if happened.is_ok() {
				let (prices, base) = model.terms(artifact).unwrap();
				let chosen = number_of(&request(id_of(model.requests.len())).worker);
				assert!(model.fit(base).contains(&chosen), "an unfit worker was assigned");
				model.requests.push(Asked {
					payer: who,
					worker: chosen,
					artifact,
					max_fee,
					prices,
					deadline: System::block_number() + deadline,
					state: State::Open,
				});
			}
			(expected, happened)
		},
		Step::Prove { request, by, tokens, forged } => {
			let number = model.number(request);
			let nobody = Asked {
				payer: 0,
				worker: 0,
				artifact: BASE,
				max_fee: 0,
				prices: FREE,
				deadline: 0,
				state: State::Gone,
			};
			let asked = model.requests.get(number).cloned().unwrap_or(nobody);
			let by = by.unwrap_or(asked.worker);
			let proof = proof_of(number, &asked, tokens);
			let signer = if forged { (by + 1) % SERVERS } else { by };
			let signature = sign(signer, &proof);
			let happened = Attribution::submit_proof(signed(worker(by)), proof, signature);
			(model.prove(number, by, tokens, forged), happened)
		},
		Step::Settle { request } => {
			let number = model.number(request);
			let happened = Attribution::settle(signed(payer(0)), id_of(number));
			(model.settle(number), happened.map(|_| ()).map_err(|failed| failed.error))
		},
		Step::Expire { request } => {
			let number = model.number(request);
			let happened = Attribution::expire(signed(payer(0)), id_of(number));
			(model.expire(number), happened)
		},
		Step::Wait { blocks } => {
			skip_to(System::block_number() + blocks);
			(Ok(()), Ok(()))
		},
		Step::Reprice { prices: (base, per_1k_input, per_1k_output) } => {
			model.prices = PriceList { base, per_1k_input, per_1k_output };
			for artifact in [ADAPTER, BASE] {
				let prices = Some(model.prices);
				world(|world| world.artifacts.get_mut(&artifact).unwrap().prices = prices);
			}
			(Ok(()), Ok(()))
		},
		Step::SetWindow { blocks } => {
			model.window = blocks;
			ChallengeWindow::set(blocks);
			(Ok(()), Ok(()))
		},
	};
	assert_eq!(happened, expected.map_err(DispatchError::from));
}

/// Money is where the model says, and none was made or lost.
fn check(model: &Model, issuance: Balance) {
	assert_ok!(Attribution::do_try_state());
	assert_eq!(Balances::total_issuance(), issuance);

	let mut paid = 0;
	for who in 0..PEOPLE {
		let (mut locked, mut spent, mut records) = (0, 0, 0);
		for asked in model.requests.iter().filter(|asked| asked.payer == who) {
			match asked.state {
				State::Open | State::Proved { .. } => locked += asked.max_fee,
				State::Settled { fee } => spent += fee,
				State::Gone => continue,
			}
			records += 1;
		}
		let size = pallet_attribution::RequestOf::<Test>::max_encoded_len() + QUESTION.len();
		let deposits = records * (5 + u128::try_from(size).unwrap());
		assert_eq!(escrow(&payer(who)), locked);
		assert_eq!(deposit(&payer(who)), deposits);
		assert_eq!(Balances::free_balance(payer(who)), FUNDS - locked - deposits - spent);
		paid += spent;
	}
	assert_eq!(paid_into_pot(), paid);
	world(|world| {
		let parts = world.credited.iter().map(|settlement| settlement.parts.total().unwrap());
		assert_eq!(parts.sum::<Balance>(), paid);
	});
	for n in 0..SERVERS {
		let stored = Workers::<Test>::get(worker(n));
		let stored =
			stored.map(|record| (record.base_models.to_vec(), record.proved, record.missed));
		let expected = model.servers.get(&n);
		let expected = expected.map(|server| (server.bases.clone(), server.proved, server.missed));
		assert_eq!(stored, expected);
	}
}

/// Whatever happened, everything open can be ended by anyone, and all can leave.
fn wind_up(model: &mut Model) {
	skip_to(System::block_number() + MAX_DEADLINE);
	for number in 0..model.requests.len() {
		let id = id_of(number);
		match model.requests[number].state {
			State::Open => {
				assert_ok!(Attribution::expire(signed(payer(0)), id));
				assert!(model.expire(number).is_ok());
			},
			State::Proved { .. } => {
				assert_ok!(Attribution::settle(signed(payer(0)), id));
				assert!(model.settle(number).is_ok());
			},
			State::Settled { .. } | State::Gone => (),
		}
	}
	for n in 0..SERVERS {
		if model.servers.remove(&n).is_some() {
			assert_ok!(Attribution::leave(signed(worker(n))));
		}
		assert_eq!(Balances::free_balance(worker(n)), FUNDS);
	}
	assert!((0..PEOPLE).all(|who| escrow(&payer(who)) == 0), "escrow stayed locked");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn history_follows_the_model_when_steps_are_random(
		steps in prop::collection::vec(step(), 1..150),
	) {
		run(|| {
			let mut model = Model::new();
			let issuance = Balances::total_issuance();
			for n in 0..SERVERS - 1 {
				take(&mut model, Step::Serve { n, base: true, free_base: n == 0 });
			}
			for (place, step) in steps.into_iter().enumerate() {
				take(&mut model, step);
				// The outcome of each step is checked; reading all of the storage takes time.
				if place % 8 == 0 {
					check(&model, issuance);
				}
			}
			check(&model, issuance);
			wind_up(&mut model);
			check(&model, issuance);
		});
	}
}
