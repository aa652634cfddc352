// SPDX-License-Identifier: Apache-2.0

//! People give tasks to an agent, which does them or does not; they approve, dispute or say nothing.

use super::{
	world::{signed, AGENT},
	Market,
};
use crate::marketplace::{commitment, text};
use openledger_primitives::{
	ids::TaskId,
	records::{TaskDelivery, TaskStage, TaskValidator},
};
use openledger_runtime::{constants::currency::OPEN, Agents, Runtime, RuntimeCall};
use pallet_agents::types::{NewTask, Order};
use polkadot_sdk::{
	frame_support::assert_ok,
	sp_core::H256,
	sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave, Eve, Ferdie},
	sp_runtime::Perbill,
};

/// What the agent does, by its owner.
fn by_agent(call: pallet_agents::Call<Runtime>) {
	let _ = Agents::act(signed(Bob), AGENT, Box::new(RuntimeCall::Agents(call)));
}

fn open_tasks() -> Vec<(TaskId, TaskStage<u32>)> {
	pallet_agents::Tasks::<Runtime>::iter().map(|(id, task)| (id, task.stage)).collect()
}

impl Market {
	/// One step of trade: a task is given, or one that is open goes on.
	pub fn trade(&mut self, a: u8, b: u8, n: u16) {
		if a.is_multiple_of(3) {
			let validator = TaskValidator { who: Eve.to_account_id(), fee: OPEN / 10 };
			assert_ok!(Agents::post_task(
				signed(Ferdie),
				NewTask {
					order: Order::Direct {
						agent: AGENT,
						price: OPEN * u128::from(1 + n % 5),
						terms: H256::zero(),
					},
					min_bond: 0,
					input: commitment(""),
					uri: text(""),
					deadline: 5 + u32::from(n % 20),
					validator: (b.is_multiple_of(2)).then_some(validator),
					parent: None,
				},
			));
			return;
		}
		let open = open_tasks();
		let Some((task, stage)) = open.get(usize::from(b) % open.len().max(1)) else { return };
		self.go_on(*task, stage, n);
	}

	fn go_on(&mut self, task: TaskId, stage: &TaskStage<u32>, n: u16) {
		use pallet_agents::Call;
		match stage {
			TaskStage::Posted if n.is_multiple_of(8) => {
				let _ = Agents::cancel_task(signed(Ferdie), task);
			},
			TaskStage::Posted => by_agent(Call::accept_task { task }),
			TaskStage::Accepted if n.is_multiple_of(4) => {},
			TaskStage::Accepted => {
				let delivery =
					TaskDelivery { result: commitment("done"), uri: text("ipfs://done") };
				by_agent(Call::deliver { task, delivery });
			},
			TaskStage::Delivered { .. } if n.is_multiple_of(3) => {
				let _ = Agents::dispute(signed(Ferdie), task, H256::zero());
			},
			TaskStage::Delivered { .. } if n.is_multiple_of(2) => {
				let _ = Agents::approve(signed(Ferdie), task);
			},
			TaskStage::Delivered { .. } => {},
			TaskStage::Disputed { .. } => {
				let verdict = Perbill::from_percent(u32::from(n % 5) * 25);
				let foreign = Agents::resolve(signed(Dave), task, verdict);
				assert!(foreign.is_err(), "only the validator decides");
				let _ = Agents::resolve(signed(Eve), task, verdict);
			},
			TaskStage::Closed { .. } => {
				let rated = Agents::give_feedback(
					signed(Ferdie),
					task,
					(n % 101) as u8,
					Default::default(),
					text(""),
					H256::zero(),
				);
				let again = Agents::give_feedback(
					signed(Charlie),
					task,
					100,
					Default::default(),
					text(""),
					H256::zero(),
				);
				assert!(again.is_err(), "only the parties of a task rate each other: {rated:?}");
			},
		}
	}

	/// Ends the tasks whose time is over. Anybody may.
	pub fn finish_tasks(&mut self) {
		for (task, stage) in open_tasks() {
			if stage.is_closed() {
				continue;
			}
			let _ = Agents::expire(signed(Charlie), task);
			let _ = Agents::settle(signed(Charlie), task);
		}
	}

	/// Takes back what was said, and removes the tasks that are over.
	pub fn forget_tasks(&mut self) {
		for (task, _) in open_tasks() {
			let _ = Agents::revoke_feedback(signed(Ferdie), AGENT, task);
			assert_ok!(Agents::forget_task(signed(Ferdie), task));
		}
	}
}
