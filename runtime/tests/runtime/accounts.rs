// SPDX-License-Identifier: Apache-2.0

use openledger_runtime::{ProxyType, RuntimeCall};
use polkadot_sdk::{
	frame_support::traits::InstanceFilter, frame_system, pallet_balances,
	pallet_collator_selection, pallet_conviction_voting, pallet_proxy, sp_keyring::Sr25519Keyring,
	sp_runtime::MultiAddress,
};

fn transfer() -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(Sr25519Keyring::Bob.to_account_id()),
		value: 1,
	})
}

fn unlock() -> RuntimeCall {
	RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::unlock {
		class: 0,
		target: MultiAddress::Id(Sr25519Keyring::Bob.to_account_id()),
	})
}

fn stand() -> RuntimeCall {
	RuntimeCall::CollatorSelection(pallet_collator_selection::Call::register_as_candidate {})
}

fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![] })
}

#[test]
fn proxy_filters_calls_by_its_type() {
	for (kind, allowed, refused) in [
		(ProxyType::NonTransfer, vec![remark(), unlock(), stand()], vec![transfer()]),
		(ProxyType::Governance, vec![unlock()], vec![transfer(), stand(), remark()]),
		(ProxyType::Collator, vec![stand()], vec![transfer(), unlock(), remark()]),
		(ProxyType::CancelProxy, vec![], vec![transfer(), unlock(), stand(), remark()]),
	] {
		assert!(allowed.iter().all(|call| kind.filter(call)), "{kind:?}");
		assert!(!refused.iter().any(|call| kind.filter(call)), "{kind:?}");
	}
}

#[test]
fn proxy_is_no_superset_of_any_when_it_is_narrower() {
	for kind in
		[ProxyType::NonTransfer, ProxyType::Governance, ProxyType::Collator, ProxyType::CancelProxy]
	{
		assert!(ProxyType::Any.is_superset(&kind));
		assert!(!kind.is_superset(&ProxyType::Any));
	}
}

#[test]
fn non_transfer_proxy_moves_and_stakes_nothing() {
	use openledger_primitives::{
		ids::{ContributionId, DatanetId, FactoryJobId},
		traits::{StakeTarget, Verdict},
	};
	use openledger_runtime::{Balance, Runtime};
	use polkadot_sdk::{pallet_multisig, pallet_referenda, pallet_sudo, sp_core::H256};
	let amount: Balance = 1;
	let (datanet, contribution) = (DatanetId(0), ContributionId(0));
	let refused: [RuntimeCall; 14] = [
		pallet_bonds::Call::bond { amount }.into(),
		pallet_bonds::Call::rebond { amount }.into(),
		pallet_bonds::Call::appeal { slash: Default::default(), reason: Default::default() }.into(),
		pallet_model_factory::Call::take { job: FactoryJobId(0) }.into(),
		pallet_model_factory::Call::accept { job: FactoryJobId(0) }.into(),
		pallet_datanets::Call::report { contribution }.into(),
		pallet_datanets::Call::buy_licence { datanet, max_price: amount }.into(),
		pallet_curation::Call::join { datanet, stake: amount }.into(),
		pallet_curation::Call::add_stake { datanet, amount }.into(),
		pallet_curation::Call::reveal {
			contribution,
			verdict: Verdict::Accept,
			salt: H256::zero(),
		}
		.into(),
		pallet_artifact_staking::Call::stake { target: StakeTarget::Datanet(datanet), amount }
			.into(),
		pallet_referenda::Call::<Runtime>::place_decision_deposit { index: 0 }.into(),
		pallet_multisig::Call::<Runtime>::as_multi_threshold_1 {
			other_signatories: vec![],
			call: Box::new(transfer()),
		}
		.into(),
		pallet_sudo::Call::<Runtime>::sudo { call: Box::new(transfer()) }.into(),
	];
	let allowed: [RuntimeCall; 7] = [
		pallet_bonds::Call::unbond { amount }.into(),
		pallet_bonds::Call::withdraw {}.into(),
		pallet_royalties::Call::claim {}.into(),
		pallet_artifact_staking::Call::withdraw {}.into(),
		pallet_curation::Call::leave { datanet }.into(),
		pallet_attribution::Call::heartbeat {}.into(),
		pallet_model_factory::Call::cancel { job: FactoryJobId(0) }.into(),
	];
	for call in refused {
		assert!(!ProxyType::NonTransfer.filter(&call), "{call:?}");
	}
	for call in allowed {
		assert!(ProxyType::NonTransfer.filter(&call), "{call:?}");
	}
}

#[test]
fn non_transfer_proxy_cannot_appoint_one_that_stakes() {
	for kind in [ProxyType::Contributor, ProxyType::Governance] {
		assert!(!ProxyType::NonTransfer.is_superset(&kind));
	}
	for kind in [ProxyType::Collator, ProxyType::CancelProxy] {
		assert!(ProxyType::NonTransfer.is_superset(&kind));
	}
}

#[test]
fn non_transfer_proxy_cannot_appoint_a_wider_one() {
	let appoint = RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
		delegate: MultiAddress::Id(Sr25519Keyring::Eve.to_account_id()),
		proxy_type: ProxyType::Any,
		delay: 0,
	});
	// `pallet-proxy` itself refuses this one, by `is_superset`; the filter must not be what lets it in.
	assert!(!ProxyType::NonTransfer.is_superset(&ProxyType::Any));
	assert!(!ProxyType::Governance.filter(&appoint));
}
