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
