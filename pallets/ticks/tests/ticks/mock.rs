// SPDX-License-Identifier: Apache-2.0
//! A runtime with the clock, and blocks that tests fill.

use frame::{
	deps::{
		frame_support::dispatch::DispatchClass,
		frame_system::limits::{BlockLength, BlockWeights},
	},
	runtime::prelude::*,
	testing_prelude::*,
};

/// What a block may use: 1 000 of computing, 2 000 of proof, 4 000 bytes; 800, 1 600, and 3 000 of them for
/// normal transactions.
pub const MAX_BLOCK: Weight = Weight::from_parts(1_000, 2_000);
pub const MAX_NORMAL: Weight = Weight::from_parts(800, 1_600);
pub const MAX_LEN: u32 = 4_000;
pub const MAX_NORMAL_LEN: u32 = 3_000;
pub const MAX_PAUSE: u32 = 5;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Ticks: pallet_ticks,
	}
);

parameter_types! {
	pub Weights: BlockWeights = BlockWeights::builder()
		.base_block(Weight::zero())
		.for_class(DispatchClass::all(), |weights| {
			weights.base_extrinsic = Weight::zero();
		})
		.for_class(DispatchClass::non_mandatory(), |weights| {
			weights.max_total = Some(MAX_BLOCK);
		})
		.for_class(DispatchClass::Normal, |weights| {
			weights.max_total = Some(MAX_NORMAL);
		})
		.build_or_panic();
	pub Length: BlockLength = BlockLength::builder()
		.max_length(MAX_LEN)
		.modify_max_length_for_class(DispatchClass::Normal, |max| *max = MAX_NORMAL_LEN)
		.build();
	/// A test may change it, as an upgrade may.
	pub static Fullness: Perbill = Perbill::from_percent(90);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlockU32<Test>;
	type BlockLength = Length;
	type BlockWeights = Weights;
}

impl pallet_ticks::Config for Test {
	type Fullness = Fullness;
	type MaxPause = ConstU32<MAX_PAUSE>;
	type WeightInfo = ();
}

/// What a block has used up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Used {
	/// By normal transactions.
	pub normal: Weight,
	/// By operational transactions.
	pub operational: Weight,
	/// By hooks and inherents.
	pub mandatory: Weight,
	/// Bytes of all transactions.
	pub len: u32,
}

impl Used {
	/// Nothing.
	pub fn nothing() -> Self {
		Self::default()
	}

	/// All that normal transactions may compute.
	pub fn everything() -> Self {
		Self { normal: MAX_NORMAL, ..Self::default() }
	}
}

/// Runs `test` in block 1, and checks the pallet's invariants after it.
pub fn run(test: impl FnOnce()) {
	Fullness::set(Perbill::from_percent(90));
	let genesis = RuntimeGenesisConfig::default();
	TestState::new(genesis.build_storage().unwrap()).execute_with(|| {
		System::set_block_number(1);
		test();
		Ticks::do_try_state().unwrap();
	});
}

/// Ends this block, in which so much was used, and leaves the state as it is between blocks.
pub fn end_block(used: Used) {
	for (weight, class) in [
		(used.normal, DispatchClass::Normal),
		(used.operational, DispatchClass::Operational),
		(used.mandatory, DispatchClass::Mandatory),
	] {
		System::register_extra_weight_unchecked(weight, class);
	}
	frame_system::BlockSize::<Test>::put(used.len);
	Ticks::on_finalize(System::block_number());
	System::finalize();
	Ticks::do_try_state().unwrap();
}

/// Begins the next block.
pub fn begin_block() {
	let number = System::block_number() + 1;
	System::reset_events();
	System::initialize(&number, &System::parent_hash(), &Default::default());
	Ticks::on_initialize(number);
}

/// Ends this block and begins the next.
pub fn next_block(used: Used) {
	end_block(used);
	begin_block();
}

/// What the clock shows.
pub fn now() -> u32 {
	Ticks::current_block_number()
}

/// How many blocks it has skipped.
pub fn skipped() -> u32 {
	pallet_ticks::Skipped::<Test>::get()
}
