// SPDX-License-Identifier: Apache-2.0
//! Vouchers of prepaid channels.

use codec::{Decode, Encode};
use openledger_primitives::{
	ids::ChannelId,
	voucher::{Voucher, SIGNING_DOMAIN},
};
use polkadot_sdk::{
	sp_core::{ecdsa, ed25519, sr25519, Pair, H256},
	sp_runtime::{traits::IdentifyAccount, AccountId32, MultiSignature, MultiSigner},
};

fn voucher() -> Voucher {
	Voucher { genesis: H256::repeat_byte(1), channel: ChannelId(2), cumulative: 3 }
}

fn variants() -> [Voucher; 3] {
	[
		Voucher { genesis: H256::repeat_byte(9), ..voucher() },
		Voucher { channel: ChannelId(9), ..voucher() },
		Voucher { cumulative: 9, ..voucher() },
	]
}

type Sign = Box<dyn Fn(&[u8]) -> MultiSignature>;

/// A key of each kind: the account that it stands for, and what signs with it.
fn keys() -> [(AccountId32, Sign); 4] {
	let ed25519 = ed25519::Pair::from_string("//Alice", None).unwrap();
	let sr25519 = sr25519::Pair::from_string("//Alice", None).unwrap();
	let ecdsa = ecdsa::Pair::from_string("//Alice", None).unwrap();
	let eth = ecdsa::KeccakPair::from_string("//Alice", None).unwrap();
	[
		(
			MultiSigner::from(ed25519.public()).into_account(),
			Box::new(move |bytes| ed25519.sign(bytes).into()),
		),
		(
			MultiSigner::from(sr25519.public()).into_account(),
			Box::new(move |bytes| sr25519.sign(bytes).into()),
		),
		(
			MultiSigner::from(ecdsa.public()).into_account(),
			Box::new(move |bytes| ecdsa.sign(bytes).into()),
		),
		(
			MultiSigner::Eth(eth.public()).into_account(),
			Box::new(move |bytes| MultiSignature::Eth(eth.sign(bytes))),
		),
	]
}

#[test]
fn signing_bytes_are_the_domain_and_the_payload_when_signed() {
	let bytes = voucher().signing_bytes();
	assert_eq!(&bytes[..21], SIGNING_DOMAIN);
	assert_eq!(bytes.len(), 21 + 32 + 8 + 16);
	assert_eq!(Voucher::decode(&mut &bytes[21..]), Ok(voucher()));
}

#[test]
fn signing_bytes_differ_when_any_field_does() {
	for variant in variants() {
		assert_ne!(variant.signing_bytes(), voucher().signing_bytes());
	}
}

#[test]
fn signature_is_accepted_when_its_key_signed_the_bytes() {
	for (signer, sign) in keys() {
		let signature = sign(&voucher().signing_bytes());
		assert!(voucher().is_signed_by(&signer, &signature), "{signature:?}");
	}
}

#[test]
fn signature_is_accepted_when_a_wallet_wrapped_the_bytes() {
	for (signer, sign) in keys() {
		let wrapped = [b"<Bytes>", &voucher().signing_bytes()[..], b"</Bytes>"].concat();
		assert!(voucher().is_signed_by(&signer, &sign(&wrapped)));
		let half = [b"<Bytes>", &voucher().signing_bytes()[..]].concat();
		assert!(!voucher().is_signed_by(&signer, &sign(&half)));
	}
}

#[test]
fn signature_is_refused_when_it_is_of_another_voucher() {
	for (signer, sign) in keys() {
		for variant in variants() {
			assert!(!voucher().is_signed_by(&signer, &sign(&variant.signing_bytes())));
		}
		// The payload without the domain.
		assert!(!voucher().is_signed_by(&signer, &sign(&voucher().encode())));
	}
}

#[test]
fn signature_is_refused_when_another_key_signed() {
	let keys = keys();
	for (index, (signer, _)) in keys.iter().enumerate() {
		for (other, (_, sign)) in keys.iter().enumerate() {
			let signature = sign(&voucher().signing_bytes());
			assert_eq!(voucher().is_signed_by(signer, &signature), index == other);
		}
	}
}

#[test]
fn json_is_refused_when_a_field_is_unknown() {
	let json = serde_json::to_string(&voucher()).unwrap();
	assert_eq!(serde_json::from_str::<Voucher>(&json).unwrap(), voucher());
	let more = json.replace('}', r#","expires":1}"#);
	assert!(serde_json::from_str::<Voucher>(&more).is_err());
}
