// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the longest texts, full lists, disputes that pay everybody.

use crate::{
	Agents, Call, Config, ControllerRules, Controllers, Event, Feedbacks, NewTask, NextAgent,
	NextService, NextTask, Order, Pallet, ServiceOffer, Services, Standings, Tasks, Validations,
};
use alloc::{boxed::Box, vec};
use frame::benchmarking::prelude::{
	fungible::{Inspect, Mutate},
	*,
};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	ids::{AgentId, ServiceId, TaskId},
	records::{
		AgentUri, Endpoint, EndpointProtocol, Endpoints, FeedbackTags, ServiceUnit, TaskDelivery,
		TaskStage, TaskValidator, MAX_ENDPOINTS, MAX_FEEDBACK_TAGS, MAX_SCORE,
	},
	traits::{Bonds, SlashReason},
	Balance,
};

/// Makes what the benchmarks need of other pallets.
pub trait BenchmarkHelper<AccountId, RuntimeCall, CallClass> {
	/// Gives `who` a bond of `amount` plancks, at least.
	///
	/// # Errors
	/// When it cannot.
	fn bond(who: &AccountId, amount: Balance) -> Result<(), BenchmarkError>;

	/// A call that does next to nothing, and its class.
	fn classified_call() -> (RuntimeCall, CallClass);
}

const HASH: H256 = H256::repeat_byte(1);

fn fund<T: Config>(who: &T::AccountId)
where
	T::Currency: Mutate<T::AccountId>,
{
	T::Currency::set_balance(who, T::Currency::minimum_balance().saturating_mul(1_000_000_000));
}

/// A list as long as it can be.
fn full<E: Clone, S: Get<u32>>(entry: E) -> BoundedVec<E, S> {
	BoundedVec::truncate_from(vec![entry; usize::try_from(S::get()).unwrap_or(usize::MAX)])
}

fn uri() -> AgentUri {
	full(b'x')
}

fn endpoints() -> Endpoints {
	let endpoint = Endpoint { protocol: EndpointProtocol::Http, uri: uri() };
	BoundedVec::truncate_from(vec![endpoint; usize::try_from(MAX_ENDPOINTS).unwrap_or_default()])
}

/// An agent of `owner`'s with all the text that it can have, and OPEN in its wallet.
fn agent_of<T: Config>(owner: &T::AccountId) -> Result<AgentId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	fund::<T>(owner);
	let id = NextAgent::<T>::get();
	Pallet::<T>::do_register(owner.clone(), uri(), endpoints())?;
	fund::<T>(&Pallet::<T>::wallet(id));
	Ok(id)
}

fn agent<T: Config>() -> Result<(T::AccountId, AgentId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let owner: T::AccountId = whitelisted_caller();
	let id = agent_of::<T>(&owner)?;
	Ok((owner, id))
}

fn rules<T: Config>() -> Result<ControllerRules<T>, BenchmarkError> {
	let (_, class) = T::BenchmarkHelper::classified_call();
	let mut classes = BoundedBTreeSet::new();
	classes.try_insert(class).map_err(|_| "a key can be given no class")?;
	Ok(ControllerRules {
		classes,
		spend_limit: Balance::MAX,
		period: 1u32.into(),
		expires_at: BlockNumberFor::<T>::max_value(),
	})
}

fn key<T: Config>(number: u32) -> T::AccountId {
	account("controller", number, 0)
}

/// Gives the agent so many controllers.
fn set_controllers<T: Config>(
	owner: &T::AccountId,
	agent: AgentId,
	count: u32,
) -> Result<(), BenchmarkError> {
	for number in 0..count {
		Pallet::<T>::do_set_controller(owner, agent, key::<T>(number), rules::<T>()?)?;
	}
	Ok(())
}

fn offer<T: Config>(unit: ServiceUnit) -> ServiceOffer {
	ServiceOffer { unit, price: price::<T>(), terms: HASH, uri: uri() }
}

fn price<T: Config>() -> Balance {
	T::MinPrice::get().max(T::LostDisputeSlash::get())
}

fn service<T: Config>(agent: AgentId) -> Result<ServiceId, BenchmarkError> {
	let id = NextService::<T>::get();
	let wallet = Pallet::<T>::wallet(agent);
	Pallet::<T>::do_publish_service(&wallet, offer::<T>(ServiceUnit::PerTask))?;
	Ok(id)
}

fn validator<T: Config>() -> T::AccountId {
	account("validator", 0, 0)
}

/// A task by a service, for a task of the client's, with a validator.
fn new_task<T: Config>(agent: AgentId, service: ServiceId, parent: Option<TaskId>) -> NewTask<T> {
	NewTask {
		order: Order::Service { agent, service, max_price: Balance::MAX },
		min_bond: 0,
		input: ContentCommitment { root: HASH, length: MAX_CONTENT_LEN },
		uri: uri(),
		deadline: T::MaxDeadline::get(),
		validator: Some(TaskValidator {
			who: validator::<T>(),
			fee: T::Currency::minimum_balance(),
		}),
		parent,
	}
}

fn delivery() -> TaskDelivery {
	TaskDelivery { result: ContentCommitment { root: HASH, length: MAX_CONTENT_LEN }, uri: uri() }
}

/// Two agents, and a task that the wallet of the first gives to the second for one that it has itself.
struct Scene<T: Config> {
	client: T::AccountId,
	client_agent: AgentId,
	agent: AgentId,
	wallet: T::AccountId,
	service: ServiceId,
	parent: TaskId,
}

fn scene<T: Config>() -> Result<Scene<T>, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (patron, first, second) =
		(account("patron", 0, 0), account("owner", 0, 0), account("owner", 1, 0));
	fund::<T>(&patron);
	fund::<T>(&validator::<T>());
	let (client_agent, agent) = (agent_of::<T>(&first)?, agent_of::<T>(&second)?);
	let (client, wallet) = (Pallet::<T>::wallet(client_agent), Pallet::<T>::wallet(agent));
	let bond = T::LostDisputeSlash::get().max(T::Currency::minimum_balance());
	T::BenchmarkHelper::bond(&wallet, bond)?;
	fund::<T>(&wallet);
	let parent = NextTask::<T>::get();
	let service_of_client = service::<T>(client_agent)?;
	let service = service::<T>(agent)?;
	Pallet::<T>::do_post_task(patron, new_task(client_agent, service_of_client, None))?;
	Pallet::<T>::do_accept_task(&client, parent)?;
	Ok(Scene { client, client_agent, agent, wallet, service, parent })
}

fn posted<T: Config>(scene: &Scene<T>) -> Result<TaskId, BenchmarkError> {
	let id = NextTask::<T>::get();
	let parent = (T::MaxDepth::get() > 1).then_some(scene.parent);
	Pallet::<T>::do_post_task(scene.client.clone(), new_task(scene.agent, scene.service, parent))?;
	Ok(id)
}

fn accepted<T: Config>(scene: &Scene<T>) -> Result<TaskId, BenchmarkError> {
	let id = posted(scene)?;
	Pallet::<T>::do_accept_task(&scene.wallet, id)?;
	Ok(id)
}

fn delivered<T: Config>(scene: &Scene<T>) -> Result<TaskId, BenchmarkError> {
	let id = accepted(scene)?;
	Pallet::<T>::do_deliver(&scene.wallet, id, delivery())?;
	Ok(id)
}

fn disputed<T: Config>(scene: &Scene<T>) -> Result<TaskId, BenchmarkError> {
	let id = delivered(scene)?;
	Pallet::<T>::do_dispute(&scene.client, id, HASH)?;
	Ok(id)
}

fn approved<T: Config>(scene: &Scene<T>) -> Result<TaskId, BenchmarkError> {
	let id = delivered(scene)?;
	Pallet::<T>::do_approve(&scene.client, id)?;
	Ok(id)
}

fn rated<T: Config>(scene: &Scene<T>) -> Result<TaskId, BenchmarkError> {
	let id = approved(scene)?;
	Pallet::<T>::do_give_feedback(scene.client.clone(), id, MAX_SCORE, tags(), uri(), HASH)?;
	Ok(id)
}

fn tags() -> FeedbackTags {
	let most = usize::try_from(MAX_FEEDBACK_TAGS).unwrap_or_default();
	BoundedVec::truncate_from(vec![full(b'x'); most])
}

fn requested<T: Config>(agent: AgentId) -> Result<(), BenchmarkError> {
	let wallet = Pallet::<T>::wallet(agent);
	Pallet::<T>::do_request_validation(&wallet, validator::<T>(), HASH, uri())?;
	Ok(())
}

/// Lets so many blocks pass, and one more.
fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	let then = T::BlockNumberProvider::current_block_number()
		.saturating_add(blocks)
		.saturating_add(1u32.into());
	T::BlockNumberProvider::set_block_number(then);
}

fn is_closed<T: Config>(id: TaskId) -> bool {
	Tasks::<T>::get(id).is_some_and(|task| task.stage.is_closed())
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() -> Result<(), BenchmarkError> {
		let owner: T::AccountId = whitelisted_caller();
		fund::<T>(&owner);
		let id = NextAgent::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), uri(), endpoints());

		assert!(Agents::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn set_metadata() -> Result<(), BenchmarkError> {
		let owner: T::AccountId = whitelisted_caller();
		fund::<T>(&owner);
		let id = NextAgent::<T>::get();
		Pallet::<T>::do_register(owner.clone(), AgentUri::default(), Endpoints::default())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, uri(), endpoints());

		assert_eq!(Agents::<T>::get(id).ok_or("it is there")?.metadata_uri, uri());
		Ok(())
	}

	#[benchmark]
	fn offer_transfer() -> Result<(), BenchmarkError> {
		let (owner, id) = agent::<T>()?;
		let to: T::AccountId = account("to", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, Some(to.clone()));

		assert_eq!(Agents::<T>::get(id).ok_or("it is there")?.offered_to, Some(to));
		Ok(())
	}

	#[benchmark]
	fn accept_transfer() -> Result<(), BenchmarkError> {
		let former: T::AccountId = account("former", 0, 0);
		let id = agent_of::<T>(&former)?;
		set_controllers::<T>(&former, id, T::MaxControllers::get())?;
		let to: T::AccountId = whitelisted_caller();
		fund::<T>(&to);
		Pallet::<T>::do_offer_transfer(&former, id, Some(to.clone()))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id);

		assert_eq!(Agents::<T>::get(id).ok_or("it is there")?.owner, to);
		Ok(())
	}

	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let (owner, id) = agent::<T>()?;
		set_controllers::<T>(&owner, id, T::MaxControllers::get())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);

		assert!(Agents::<T>::get(id).ok_or("it is there")?.retired);
		Ok(())
	}

	#[benchmark]
	fn forget_agent() -> Result<(), BenchmarkError> {
		let (owner, id) = agent::<T>()?;
		Pallet::<T>::do_retire(&owner, id)?;
		T::Currency::set_balance(&Pallet::<T>::wallet(id), 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);

		assert!(!Agents::<T>::contains_key(id));
		Ok(())
	}

	/// The last one that there is room for.
	#[benchmark]
	fn set_controller() -> Result<(), BenchmarkError> {
		let (owner, id) = agent::<T>()?;
		let others = T::MaxControllers::get().saturating_sub(1);
		set_controllers::<T>(&owner, id, others)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, key::<T>(others), rules::<T>()?);

		assert!(Controllers::<T>::get(id).ok_or("they are there")?.keys.is_full());
		Ok(())
	}

	#[benchmark]
	fn remove_controller() -> Result<(), BenchmarkError> {
		let (owner, id) = agent::<T>()?;
		set_controllers::<T>(&owner, id, T::MaxControllers::get())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, key::<T>(0));

		let keys = Controllers::<T>::get(id).map(|set| set.keys.into_inner()).unwrap_or_default();
		assert!(!keys.iter().any(|controller| controller.key == key::<T>(0)));
		Ok(())
	}

	/// A controller among as many as there can be.
	#[benchmark]
	fn act() -> Result<(), BenchmarkError> {
		let (owner, id) = agent::<T>()?;
		set_controllers::<T>(&owner, id, T::MaxControllers::get())?;
		let (call, _) = T::BenchmarkHelper::classified_call();
		let by = key::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(by.clone()), id, Box::new(call));

		let acted = Event::<T>::Acted { agent: id, by, spent: Some(0) };
		System::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(acted));
		Ok(())
	}

	#[benchmark]
	fn slash() -> Result<(), BenchmarkError> {
		let (_, id) = agent::<T>()?;
		let wallet = Pallet::<T>::wallet(id);
		let bond = T::LostDisputeSlash::get().max(1);
		T::BenchmarkHelper::bond(&wallet, bond)?;
		let before = T::Bonds::bonded(&wallet);
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, bond, SlashReason::LostDispute);

		assert!(T::Bonds::bonded(&wallet) < before);
		Ok(())
	}

	#[benchmark]
	fn publish_service() -> Result<(), BenchmarkError> {
		let (_, id) = agent::<T>()?;
		let service = NextService::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(Pallet::<T>::wallet(id)), offer::<T>(ServiceUnit::PerTask));

		assert!(Services::<T>::contains_key(id, service));
		Ok(())
	}

	#[benchmark]
	fn update_service() -> Result<(), BenchmarkError> {
		let (_, id) = agent::<T>()?;
		let service = NextService::<T>::get();
		let wallet = Pallet::<T>::wallet(id);
		let small = ServiceOffer { uri: AgentUri::default(), ..offer::<T>(ServiceUnit::PerTask) };
		Pallet::<T>::do_publish_service(&wallet, small)?;
		let new = offer::<T>(ServiceUnit::PerCall);

		#[extrinsic_call]
		_(RawOrigin::Signed(wallet), service, new.clone());

		assert_eq!(Services::<T>::get(id, service).ok_or("it is there")?.offer, new);
		Ok(())
	}

	#[benchmark]
	fn withdraw_service() -> Result<(), BenchmarkError> {
		let (_, id) = agent::<T>()?;
		let service = service::<T>(id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(Pallet::<T>::wallet(id)), service);

		assert!(!Services::<T>::contains_key(id, service));
		Ok(())
	}

	/// A service is ordered for a task of the client's.
	#[benchmark]
	fn post_task() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = NextTask::<T>::get();
		let parent = (T::MaxDepth::get() > 1).then_some(scene.parent);
		let task = new_task(scene.agent, scene.service, parent);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.client), task);

		let stored = Tasks::<T>::get(id).ok_or("it was posted")?;
		assert_eq!(stored.client_agent, Some(scene.client_agent));
		Ok(())
	}

	#[benchmark]
	fn cancel_task() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = posted(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.client), id);

		assert!(is_closed::<T>(id));
		Ok(())
	}

	#[benchmark]
	fn accept_task() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = posted(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.wallet), id);

		assert_eq!(Tasks::<T>::get(id).ok_or("it is there")?.stage, TaskStage::Accepted);
		Ok(())
	}

	#[benchmark]
	fn deliver() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = accepted(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.wallet), id, delivery());

		let stage = Tasks::<T>::get(id).ok_or("it is there")?.stage;
		assert!(matches!(stage, TaskStage::Delivered { .. }));
		Ok(())
	}

	#[benchmark]
	fn approve() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = delivered(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.client), id);

		assert!(is_closed::<T>(id));
		Ok(())
	}

	/// A dispute that nobody decided.
	#[benchmark]
	fn settle() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = disputed(&scene)?;
		pass::<T>(T::ResolutionWindow::get().saturating_add(T::ArbitrationPeriod::get()));
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(is_closed::<T>(id));
		Ok(())
	}

	#[benchmark]
	fn expire() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = accepted(&scene)?;
		pass::<T>(T::MaxDeadline::get());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(is_closed::<T>(id));
		Ok(())
	}

	#[benchmark]
	fn dispute() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = delivered(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.client), id, HASH);

		let stage = Tasks::<T>::get(id).ok_or("it is there")?.stage;
		assert!(matches!(stage, TaskStage::Disputed { .. }));
		Ok(())
	}

	/// Everybody gets something.
	#[benchmark]
	fn resolve() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = disputed(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(validator::<T>()), id, Perbill::from_percent(50));

		assert!(is_closed::<T>(id));
		Ok(())
	}

	/// Agent and client get something, and the agent is slashed.
	#[benchmark]
	fn arbitrate() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = disputed(&scene)?;
		let before = T::Bonds::bonded(&scene.wallet);
		pass::<T>(T::ResolutionWindow::get());
		let verdict = Perbill::from_percent(49);
		let origin =
			T::ArbiterOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, verdict);

		assert!(is_closed::<T>(id));
		assert!(T::Bonds::bonded(&scene.wallet) < before);
		Ok(())
	}

	#[benchmark]
	fn forget_task() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = approved(&scene)?;
		pass::<T>(T::Retention::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.client), id);

		assert!(!Tasks::<T>::contains_key(id));
		Ok(())
	}

	/// The agent rates the client.
	#[benchmark]
	fn give_feedback() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = approved(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.wallet), id, MAX_SCORE, tags(), uri(), HASH);

		let rating = Standings::<T>::get(scene.client_agent).ok_or("it is there")?.rating;
		assert_eq!(rating.count, 1);
		Ok(())
	}

	#[benchmark]
	fn revoke_feedback() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = rated(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.client), scene.agent, id);

		assert!(!Feedbacks::<T>::contains_key(scene.agent, id));
		Ok(())
	}

	#[benchmark]
	fn answer_feedback() -> Result<(), BenchmarkError> {
		let scene = scene::<T>()?;
		let id = rated(&scene)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.wallet), id, uri(), HASH);

		let answered = Event::<T>::FeedbackAnswered {
			agent: scene.agent,
			task: id,
			uri: uri(),
			content_hash: HASH,
		};
		System::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(answered));
		Ok(())
	}

	#[benchmark]
	fn request_validation() -> Result<(), BenchmarkError> {
		let (_, id) = agent::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(Pallet::<T>::wallet(id)), validator::<T>(), HASH, uri());

		assert!(Validations::<T>::contains_key(id, HASH));
		Ok(())
	}

	/// Not the first answer.
	#[benchmark]
	fn answer_validation() -> Result<(), BenchmarkError> {
		let (_, id) = agent::<T>()?;
		requested::<T>(id)?;
		let who = validator::<T>();
		Pallet::<T>::do_answer_validation(&who, id, HASH, 0, full(b'x'), uri(), HASH)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, HASH, MAX_SCORE, full(b'x'), uri(), HASH);

		let response = Validations::<T>::get(id, HASH).and_then(|validation| validation.response);
		assert_eq!(response.ok_or("it was answered")?.score, MAX_SCORE);
		Ok(())
	}

	#[benchmark]
	fn withdraw_validation() -> Result<(), BenchmarkError> {
		let (_, id) = agent::<T>()?;
		requested::<T>(id)?;
		let who = validator::<T>();
		Pallet::<T>::do_answer_validation(&who, id, HASH, 0, full(b'x'), uri(), HASH)?;
		pass::<T>(T::Retention::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(Pallet::<T>::wallet(id)), HASH);

		assert!(!Validations::<T>::contains_key(id, HASH));
		Ok(())
	}
}
