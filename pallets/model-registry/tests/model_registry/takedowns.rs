// SPDX-License-Identifier: Apache-2.0
//! What artifacts say of data that was taken down.

use crate::mock::*;
use openledger_primitives::{
	ids::{ArtifactId, ContributionId, DatanetId, SnapshotId},
	records::ArtifactKind,
	traits::OnTakedown,
};
use pallet_model_registry::{Event, Takedowns, TakenDown};

fn take_down(datanet: u32) {
	ModelRegistry::taken_down(DatanetId(datanet), ContributionId(77));
}

fn marks(id: ArtifactId) -> Vec<DatanetId> {
	ModelRegistry::artifact(id).unwrap().taken_down
}

#[test]
fn takedowns_are_counted_and_told_when_they_happen() {
	run(|| {
		take_down(1);
		System::set_block_number(8);
		take_down(1);
		assert_last_event(Event::DataTakenDown {
			datanet: DatanetId(1),
			contribution: ContributionId(77),
		});
		assert_eq!(TakenDown::<Test>::get(DatanetId(1)), Takedowns { count: 2, last: 8 });
		assert_eq!(TakenDown::<Test>::get(DatanetId(0)), Takedowns::default());
	});
}

#[test]
fn artifacts_are_marked_when_something_was_taken_down_after_their_snapshots() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[3, 4, 13], 0);
		let child = an_adapter(BOB, &[base, first], &[23], 0);
		let other = an_adapter(BOB, &[base], &[33], 0);
		assert_eq!(marks(child), vec![]);
		take_down(1);
		take_down(0);
		assert_eq!(marks(base), vec![]);
		assert_eq!(marks(first), vec![DatanetId(0), DatanetId(1)]);
		assert_eq!(marks(child), vec![DatanetId(0), DatanetId(1)]);
		assert_eq!(marks(other), vec![]);
	});
}

#[test]
fn artifacts_are_not_marked_when_it_was_taken_down_before_their_snapshots() {
	run(|| {
		take_down(0);
		world(|world| world.withdrawn.insert(SnapshotId(5), 1));
		let on = |snapshot| register(ALICE, derived(ArtifactKind::BaseModel, &[], &[snapshot]));
		let (early, late) = (on(4), on(5));
		assert_eq!((marks(early), marks(late)), (vec![DatanetId(0)], vec![]));
		take_down(0);
		assert_eq!(marks(late), vec![DatanetId(0)]);
	});
}
