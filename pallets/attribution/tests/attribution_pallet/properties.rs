// SPDX-License-Identifier: Apache-2.0
//! Random histories against a naive model that predicts the outcome of each call.

use crate::mock::*;
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, RequestId},
	proof::AttributionProof,
	records::Mode,
	Balance,
};
use pallet_attribution::{Error, QueueLen, Records, RequestState, Workers};
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
const PERIOD: u32 = 12;
const STAKE: Balance = 20;
const ARTIFACTS: [ArtifactId; 4] = [ADAPTER, BASE, FREE_BASE, DRAFT];

#[derive(Clone, Debug)]
enum Step {
	Serve { n: u8, base: bool, free_base: bool },
	Leave { n: u8 },
	Pause { n: u8 },
	Resume { n: u8 },
	Beat { n: u8 },
	Bond { n: u8, amount: Balance },
	Ask { payer: u8, artifact: Index, committee: bool, max_fee: Balance, deadline: u32 },
	Cancel { payer: u8, request: Index },
	Prove { request: Index, by: Option<u8>, tokens: (u32, u32), forged: bool },
	Challenge { request: Index },
	Withstand { request: Index },
	Falsify { request: Index },
	Settle { request: Index },
	Expire { request: Index },
	Prune { request: Index },
	Wait { blocks: u32 },
	Reprice { prices: (Balance, Balance, Balance) },
	SetWindow { blocks: u32 },
}

fn step() -> impl Strategy<Value = Step> {
	let n = || 0..SERVERS;
	let request = any::<Index>;
	prop_oneof![
		3 => (n(), any::<bool>(), any::<bool>())
			.prop_map(|(n, base, free_base)| Step::Serve { n, base, free_base }),
		1 => n().prop_map(|n| Step::Leave { n }),
		1 => n().prop_map(|n| Step::Pause { n }),
		2 => n().prop_map(|n| Step::Resume { n }),
		3 => n().prop_map(|n| Step::Beat { n }),
		1 => (n(), prop_oneof![3 => 90..120u128, 1 => 0..60u128])
			.prop_map(|(n, amount)| Step::Bond { n, amount }),
		7 => (0..PEOPLE, any::<Index>(), prop::bool::weighted(0.2), 0..2_000u128, 2..15u32)
			.prop_map(|(payer, artifact, committee, max_fee, deadline)| {
				Step::Ask { payer, artifact, committee, max_fee, deadline }
			}),
		2 => (0..PEOPLE, request()).prop_map(|(payer, request)| Step::Cancel { payer, request }),
		9 => (request(), prop::option::weighted(0.2, n()), (0..15u32, 0..55u32), prop::bool::weighted(0.1))
			.prop_map(|(request, by, tokens, forged)| Step::Prove { request, by, tokens, forged }),
		2 => request().prop_map(|request| Step::Challenge { request }),
		2 => request().prop_map(|request| Step::Withstand { request }),
		1 => request().prop_map(|request| Step::Falsify { request }),
		4 => request().prop_map(|request| Step::Settle { request }),
		3 => request().prop_map(|request| Step::Expire { request }),
		2 => request().prop_map(|request| Step::Prune { request }),
		6 => (1..5u32).prop_map(|blocks| Step::Wait { blocks }),
		1 => (0..300u128, 0..9_000u128, 0..9_000u128).prop_map(|prices| Step::Reprice { prices }),
		1 => (1..8u32).prop_map(|blocks| Step::SetWindow { blocks }),
	]
}

#[derive(Clone, Copy, PartialEq)]
enum State {
	Queued,
	Open,
	Proved { fee: Balance, at: u32, settle_at: u32, challenges: u8 },
	Settled { fee: Balance, at: u32 },
	Falsified { at: u32 },
	Gone,
}

#[derive(Clone)]
struct Asked {
	payer: u8,
	/// The author first; none before it is assigned.
	workers: Vec<u8>,
	artifact: ArtifactId,
	mode: Mode,
	max_fee: Balance,
	prices: PriceList,
	asked_in: u32,
	deadline: u32,
	/// For the record.
	deposit: Balance,
	state: State,
	/// What was paid for it, also when it is gone.
	paid: Balance,
}

#[derive(Default)]
struct Server {
	bases: Vec<ArtifactId>,
	proved: u64,
	missed: u64,
	in_row: u32,
	seen: u32,
	paused: bool,
	joined: u32,
}

struct Model {
	requests: Vec<Asked>,
	servers: BTreeMap<u8, Server>,
	bonds: BTreeMap<u8, Balance>,
	prices: PriceList,
	window: u32,
	records: u32,
}

type Outcome = Result<(), Error<Test>>;

fn now() -> u32 {
	System::block_number()
}

impl Model {
	fn new() -> Self {
		Self {
			requests: vec![],
			servers: BTreeMap::new(),
			bonds: (0..SERVERS).map(|n| (n, BOND)).collect(),
			prices: PRICES,
			window: 5,
			records: 0,
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
		let owes = |asked: &&Asked| asked.workers.contains(&n) && asked.state == State::Open;
		self.requests.iter().filter(owes).count()
	}

	fn unsettled(&self, n: u8) -> usize {
		let proved = |asked: &&Asked| {
			matches!(asked.state, State::Proved { .. }) && asked.workers.first() == Some(&n)
		};
		self.requests.iter().filter(proved).count()
	}

	/// How many are on the roster.
	fn serving(&self, base: ArtifactId) -> usize {
		let serves = |server: &&Server| server.bases.contains(&base);
		self.servers.values().filter(serves).count()
	}

	fn is_fit(&self, n: u8, base: ArtifactId, asked_in: u32) -> bool {
		let server = &self.servers[&n];
		let has_room = self.owed(n) < usize::try_from(MAX_IN_FLIGHT).unwrap();
		let is_there = !server.paused && server.bases.contains(&base) && server.joined < asked_in;
		let answers = Balance::try_from(self.owed(n) + self.unsettled(n) + 1).unwrap();
		let is_bonded = self.bonds[&n] >= BOND.max(STAKE * answers);
		is_there && has_room && is_bonded && now() <= server.seen + PERIOD
	}

	/// Takes over what the chain assigned, and checks that only fit workers were drawn, and in time.
	fn learn_assignments(&mut self) {
		for number in 0..self.requests.len() {
			let asked = &self.requests[number];
			if asked.state != State::Queued {
				continue;
			}
			let stored = request(id_of(number));
			if stored.state == RequestState::Queued {
				continue;
			}
			let workers = stored.workers.iter().map(number_of).collect::<Vec<_>>();
			let base = if asked.artifact == FREE_BASE { FREE_BASE } else { BASE };
			let are_fit = workers.iter().all(|n| self.is_fit(*n, base, asked.asked_in));
			assert!(are_fit, "an unfit worker was drawn");
			assert!(now() + LEAST_ANSWER_TIME <= asked.deadline, "assigned too late");
			let asked = &mut self.requests[number];
			asked.workers = workers;
			asked.state = State::Open;
		}
	}

	fn serve(&mut self, n: u8, bases: Vec<ArtifactId>) -> Outcome {
		if !self.servers.contains_key(&n) {
			if self.bonds[&n] < BOND {
				return Err(Error::BondTooSmall);
			}
			let server = Server { seen: now(), bases, joined: now() - 1, ..Server::default() };
			self.servers.insert(n, server);
			return Ok(());
		}
		let server = self.servers.get_mut(&n).unwrap();
		if bases.iter().any(|base| !server.bases.contains(base)) {
			server.joined = now();
		}
		server.bases = bases;
		Ok(())
	}

	fn leave(&mut self, n: u8) -> Outcome {
		if self.owed(n) > 0 {
			return Err(Error::StillAssigned);
		}
		self.servers.remove(&n).map(|_| ()).ok_or(Error::NotRegistered)
	}

	fn pause(&mut self, n: u8) -> Outcome {
		let server = self.servers.get_mut(&n).ok_or(Error::NotRegistered)?;
		if server.paused {
			return Err(Error::WorkerPaused);
		}
		server.paused = true;
		Ok(())
	}

	fn resume(&mut self, n: u8) -> Outcome {
		let server = self.servers.get_mut(&n).ok_or(Error::NotRegistered)?;
		if !server.paused {
			return Err(Error::NotPaused);
		}
		if self.bonds[&n] < BOND {
			return Err(Error::BondTooSmall);
		}
		(server.paused, server.in_row, server.seen) = (false, 0, now());
		Ok(())
	}

	fn beat(&mut self, n: u8) -> Outcome {
		let server = self.servers.get_mut(&n).ok_or(Error::NotRegistered)?;
		if server.paused {
			return Err(Error::WorkerPaused);
		}
		if now() < server.seen + PERIOD / 2 {
			return Err(Error::HeartbeatNotDue);
		}
		if self.bonds[&n] < BOND {
			return Err(Error::BondTooSmall);
		}
		server.seen = now();
		Ok(())
	}

	fn ask(&self, artifact: ArtifactId, mode: Mode, max_fee: Balance, deadline: u32) -> Outcome {
		if deadline < MIN_DEADLINE {
			return Err(Error::DeadlineTooShort);
		}
		let (prices, base) = self.terms(artifact).ok_or(Error::ArtifactNotOffered)?;
		let (seats, checks) = match mode {
			Mode::Optimistic => (1, 0),
			Mode::Committee { .. } => (3, 2 * (prices.base / 4)),
		};
		if max_fee < prices.base + checks {
			return Err(Error::FeeTooLow);
		}
		if self.serving(base) < seats {
			return Err(Error::TooFewWorkers);
		}
		if QueueLen::<Test>::get() == MAX_QUEUE {
			return Err(Error::QueueFull);
		}
		Ok(())
	}

	fn asked(&mut self, number: usize) -> Result<&mut Asked, Error<Test>> {
		let asked = self.requests.get_mut(number).filter(|asked| asked.state != State::Gone);
		asked.ok_or(Error::RequestNotFound)
	}

	fn cancel(&mut self, payer: u8, number: usize) -> Outcome {
		let asked = self.asked(number)?;
		if asked.payer != payer {
			return Err(Error::NotPayer);
		}
		if asked.state != State::Queued {
			return Err(Error::NotQueued);
		}
		asked.state = State::Gone;
		Ok(())
	}

	fn prove(&mut self, number: usize, by: u8, tokens: (u32, u32), forged: bool) -> Outcome {
		let window = self.window;
		let bond = self.bonds[&by];
		let asked = self.asked(number)?;
		match (asked.state, asked.mode) {
			(State::Queued, _) => return Err(Error::NotAssigned),
			(State::Open, Mode::Optimistic) => (),
			(State::Open, Mode::Committee { .. }) => return Err(Error::CommitteeDecides),
			_ => return Err(Error::AlreadyProved),
		}
		if now() > asked.deadline {
			return Err(Error::DeadlinePassed);
		}
		if by != asked.workers[0] {
			return Err(Error::WorkerNotAssigned);
		}
		if bond < STAKE {
			return Err(Error::BondSpent);
		}
		if tokens.1 > MAX_OUTPUT {
			return Err(Error::TooManyTokens);
		}
		if tokens.0 > u32::try_from(QUESTION.len()).unwrap() {
			return Err(Error::TooManyInputTokens);
		}
		let fee = asked.prices.fee(tokens.0, tokens.1).unwrap();
		if fee > asked.max_fee {
			return Err(Error::FeeAboveMaximum);
		}
		if forged {
			return Err(Error::BadSignature);
		}
		asked.state = State::Proved { fee, at: now(), settle_at: now() + window, challenges: 0 };
		let server = self.servers.get_mut(&by).unwrap();
		server.proved += 1;
		(server.in_row, server.seen) = (0, now());
		Ok(())
	}

	fn proved(&mut self, number: usize) -> Result<&mut Asked, Error<Test>> {
		let asked = self.asked(number)?;
		match asked.state {
			State::Queued | State::Open => Err(Error::NotProved),
			State::Settled { .. } => Err(Error::AlreadySettled),
			State::Falsified { .. } => Err(Error::AlreadyFalsified),
			_ => Ok(asked),
		}
	}

	fn challengeable(&mut self, number: usize) -> Result<&mut State, Error<Test>> {
		let window = self.window;
		match &mut self.proved(number)?.state {
			State::Proved { at, settle_at, challenges: 0, .. }
				if now() >= *settle_at || now() > *at + 3 * window =>
			{
				Err(Error::WindowOver)
			},
			state => Ok(state),
		}
	}

	fn challenge(&mut self, number: usize) -> Outcome {
		let window = self.window;
		match self.challengeable(number)? {
			State::Proved { at, .. } if now() > *at + 3 * window => Err(Error::WindowOver),
			State::Proved { challenges, .. } if *challenges < MAX_OPEN_CHALLENGES => {
				*challenges += 1;
				Ok(())
			},
			_ => Err(Error::TooManyChallenges),
		}
	}

	fn withstand(&mut self, number: usize) -> Outcome {
		let window = self.window;
		match &mut self.proved(number)?.state {
			State::Proved { at, settle_at, challenges, .. } if *challenges > 0 => {
				*challenges -= 1;
				*settle_at = (*settle_at).max((now() + window).min(*at + 3 * window + 1));
				Ok(())
			},
			_ => Err(Error::NoOpenChallenge),
		}
	}

	fn falsify(&mut self, number: usize) -> Outcome {
		*self.challengeable(number)? = State::Falsified { at: now() };
		self.records += 1;
		Ok(())
	}

	fn settle(&mut self, number: usize) -> Outcome {
		let asked = self.proved(number)?;
		match asked.state {
			State::Proved { challenges, .. } if challenges > 0 => Err(Error::ChallengeOpen),
			State::Proved { settle_at, .. } if now() < settle_at => Err(Error::WindowOpen),
			State::Proved { fee, .. } => {
				asked.state = State::Settled { fee, at: now() };
				asked.paid = fee;
				self.records += 1;
				Ok(())
			},
			_ => unreachable!("only what is proved gets here"),
		}
	}

	fn expire(&mut self, number: usize) -> Outcome {
		let asked = self.asked(number)?;
		if !matches!(asked.state, State::Queued | State::Open) {
			return Err(Error::AlreadyProved);
		}
		if now() <= asked.deadline {
			return Err(Error::DeadlineNotPassed);
		}
		asked.state = State::Gone;
		if let Some(author) = asked.workers.first().copied() {
			let server = self.servers.get_mut(&author).unwrap();
			server.missed += 1;
			server.in_row += 1;
			server.paused |= server.in_row >= MAX_MISSES;
		}
		Ok(())
	}

	fn prune(&mut self, number: usize) -> Outcome {
		let asked = self.asked(number)?;
		match asked.state {
			State::Settled { at, .. } | State::Falsified { at } => {
				if now() < at + RecordPeriod::get() {
					return Err(Error::RecordPeriodNotOver);
				}
				asked.state = State::Gone;
				Ok(())
			},
			_ => Err(Error::NotEnded),
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
		output: ContentCommitment::of(ANSWER).unwrap(),
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

fn serve(n: u8, bases: Vec<ArtifactId>, is_worker: bool) -> DispatchResult {
	if is_worker {
		let bases = bases.try_into().unwrap();
		Attribution::update_worker(signed(worker(n)), bytes("https://worker"), bases, build())
	} else {
		register(n, &bases)
	}
}

fn take(model: &mut Model, step: Step) {
	let anyone = || signed(payer(0));
	let (expected, happened): (Outcome, DispatchResult) = match step {
		Step::Serve { n, base, free_base } => {
			let served = [(BASE, base), (FREE_BASE, free_base)];
			let bases = served.into_iter().filter_map(|(id, serves)| serves.then_some(id));
			let bases = bases.collect::<Vec<_>>();
			let happened = serve(n, bases.clone(), model.servers.contains_key(&n));
			(model.serve(n, bases), happened)
		},
		Step::Leave { n } => (model.leave(n), Attribution::leave(signed(worker(n)))),
		Step::Pause { n } => (model.pause(n), Attribution::pause(signed(worker(n)))),
		Step::Resume { n } => (model.resume(n), Attribution::resume(signed(worker(n)))),
		Step::Beat { n } => (model.beat(n), Attribution::heartbeat(signed(worker(n)))),
		Step::Bond { n, amount } => {
			model.bonds.insert(n, amount);
			world(|world| world.bonds.insert(worker(n), amount));
			(Ok(()), Ok(()))
		},
		Step::Ask { payer: who, artifact, committee, max_fee, deadline } => {
			let artifact = *artifact.get(&ARTIFACTS);
			let mode = if committee { Mode::Committee { k: 3 } } else { Mode::Optimistic };
			let expected = model.ask(artifact, mode, max_fee, deadline);
			let (origin, question) = (signed(payer(who)), text(QUESTION));
			let deposited = deposit(&payer(who));
			let happened = with_storage_layer(|| {
				Attribution::request_inference(
					origin, artifact, question, mode, MAX_OUTPUT, max_fee, deadline,
				)
			});
			if happened.is_ok() {
				let deposit = deposit(&payer(who)) - deposited;
				model.requests.push(Asked {
					payer: who,
					workers: vec![],
					artifact,
					mode,
					max_fee,
					prices: model.terms(artifact).unwrap().0,
					asked_in: now(),
					deadline: now() + deadline,
					deposit,
					state: State::Queued,
					paid: 0,
				});
			}
			(expected, happened)
		},
		Step::Cancel { payer: who, request } => {
			let number = model.number(request);
			let happened = Attribution::cancel(signed(payer(who)), id_of(number));
			(model.cancel(who, number), happened)
		},
		Step::Prove { request, by, tokens, forged } => {
			let number = model.number(request);
			let nobody = Asked {
				payer: 0,
				workers: vec![],
				artifact: BASE,
				mode: Mode::Optimistic,
				max_fee: 0,
				prices: FREE,
				asked_in: 0,
				deadline: 0,
				deposit: 0,
				state: State::Gone,
				paid: 0,
			};
			let asked = model.requests.get(number).cloned().unwrap_or(nobody);
			let by = by.or(asked.workers.first().copied()).unwrap_or_default();
			let proof = proof_of(number, &asked, tokens);
			let signer = if forged { (by + 1) % SERVERS } else { by };
			let signature = sign(signer, &proof);
			let happened = Attribution::submit_proof(signed(worker(by)), proof, signature);
			(model.prove(number, by, tokens, forged), happened)
		},
		Step::Challenge { request } => {
			let number = model.number(request);
			(model.challenge(number), challenge(id_of(number)))
		},
		Step::Withstand { request } => {
			let number = model.number(request);
			(model.withstand(number), withstand(id_of(number)))
		},
		Step::Falsify { request } => {
			let number = model.number(request);
			(model.falsify(number), falsify(id_of(number)))
		},
		Step::Settle { request } => {
			let number = model.number(request);
			let happened = Attribution::settle(anyone(), id_of(number));
			(model.settle(number), happened.map(|_| ()).map_err(|failed| failed.error))
		},
		Step::Expire { request } => {
			let number = model.number(request);
			(model.expire(number), Attribution::expire(anyone(), id_of(number)))
		},
		Step::Prune { request } => {
			let number = model.number(request);
			(model.prune(number), Attribution::prune(anyone(), id_of(number)))
		},
		Step::Wait { blocks } => {
			for _ in 0..blocks {
				skip_to(now() + 1);
				model.learn_assignments();
			}
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
	assert_eq!(Records::<Test>::get().count(), model.records);

	let mut paid = 0;
	for who in 0..PEOPLE {
		let (mut locked, mut spent, mut deposits) = (0, 0, 0);
		for asked in model.requests.iter().filter(|asked| asked.payer == who) {
			spent += asked.paid;
			match asked.state {
				State::Queued | State::Open | State::Proved { .. } => locked += asked.max_fee,
				State::Settled { fee, .. } => assert_eq!(fee, asked.paid),
				State::Falsified { .. } => (),
				State::Gone => continue,
			}
			deposits += asked.deposit;
		}
		assert_eq!(escrow(&payer(who)), locked);
		assert_eq!(deposit(&payer(who)), deposits);
		assert_eq!(Balances::free_balance(payer(who)), FUNDS - locked - deposits - spent);
		paid += spent;
	}
	assert_eq!(paid_into_pot(), paid);
	assert_eq!(world(|world| world.paid()), paid);
	for n in 0..SERVERS {
		let stored = Workers::<Test>::get(worker(n)).map(|record| {
			let counts = (record.proved, record.missed, record.misses_in_row);
			(record.base_models.to_vec(), counts, record.last_seen, record.paused)
		});
		let expected = model.servers.get(&n).map(|server| {
			let counts = (server.proved, server.missed, server.in_row);
			(server.bases.clone(), counts, server.seen, server.paused)
		});
		assert_eq!(stored, expected);
	}
}

/// Whatever happened, everything open can be ended by anyone, all can leave, and nothing stays locked.
fn wind_up(model: &mut Model) {
	for number in 0..model.requests.len() {
		while let State::Proved { challenges: 1.., .. } = model.requests[number].state {
			assert_ok!(withstand(id_of(number)));
			assert!(model.withstand(number).is_ok());
		}
	}
	take(model, Step::Wait { blocks: 15 });
	for number in 0..model.requests.len() {
		let id = id_of(number);
		match model.requests[number].state {
			State::Queued | State::Open => {
				assert_ok!(Attribution::expire(signed(payer(0)), id));
				assert!(model.expire(number).is_ok());
			},
			State::Proved { .. } => {
				assert_ok!(Attribution::settle(signed(payer(0)), id));
				assert!(model.settle(number).is_ok());
			},
			State::Settled { .. } | State::Falsified { .. } | State::Gone => (),
		}
	}
	skip_to(now() + RecordPeriod::get());
	for number in 0..model.requests.len() {
		if model.requests[number].state != State::Gone {
			assert_ok!(Attribution::prune(signed(payer(0)), id_of(number)));
			assert!(model.prune(number).is_ok());
		}
	}
	for n in 0..SERVERS {
		if model.servers.remove(&n).is_some() {
			assert_ok!(Attribution::leave(signed(worker(n))));
		}
		assert_eq!(Balances::free_balance(worker(n)), FUNDS);
	}
	for who in (0..PEOPLE).map(payer) {
		assert_eq!((escrow(&who), deposit(&who)), (0, 0), "something stayed locked");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn history_follows_the_model_when_steps_are_random(
		steps in prop::collection::vec(step(), 1..60),
	) {
		run(|| {
			HeartbeatPeriod::set(PERIOD);
			FraudSlash::set(STAKE);
			let mut model = Model::new();
			let issuance = Balances::total_issuance();
			for n in 0..SERVERS - 1 {
				take(&mut model, Step::Serve { n, base: true, free_base: n == 0 });
			}
			for step in steps {
				take(&mut model, step);
				check(&model, issuance);
			}
			wind_up(&mut model);
			check(&model, issuance);
		});
	}
}
