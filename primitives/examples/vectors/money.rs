// SPDX-License-Identifier: Apache-2.0
//! The vectors of what is paid: reward pools, distribution roots, vouchers.

use super::{hex, scale};
use codec::Encode;
use openledger_primitives::{
	accrual::{Position, RewardPool},
	distribution::{DistributionLeaf, DistributionProof, DistributionRoot},
	ids::{ChannelId, ContributionId},
	merkle::{Domain, Tree},
	payment::{Ask, ASK_DOMAIN},
	voucher::{Voucher, SIGNING_DOMAIN},
};
use polkadot_sdk::{
	sp_core::{ecdsa, ed25519, sr25519, Pair, H256},
	sp_runtime::{traits::IdentifyAccount, MultiSignature, MultiSigner},
};
use serde_json::{json, Value};

/// What each step leaves in a pool of two positions, `a` and `b`.
pub fn accrual() -> Value {
	let (mut pool, mut a, mut b) =
		(RewardPool::default(), Position::default(), Position::default());
	let mut steps = Vec::new();
	let mut note = |step: Value, pool: &RewardPool, a: &Position, b: &Position| {
		let owed = [pool.owed(a), pool.owed(b)].map(|owed| owed.to_string());
		steps.push(json!({
			"step": step,
			"pool": scale(pool),
			"a": scale(a),
			"b": scale(b),
			"owed": owed,
		}));
	};
	pool.add(&mut a, 1).expect("few shares");
	note(json!({ "add": { "to": "a", "shares": "1" } }), &pool, &a, &b);
	pool.add(&mut b, 2).expect("few shares");
	note(json!({ "add": { "to": "b", "shares": "2" } }), &pool, &a, &b);
	for amount in [100, 1, 1_000_000_000_000_000_000_000_000u128] {
		pool.reward(amount).expect("there are shares");
		note(json!({ "reward": amount.to_string() }), &pool, &a, &b);
	}
	let taken = pool.take(&mut a).expect("little is owed");
	note(json!({ "take": { "from": "a", "taken": taken.to_string() } }), &pool, &a, &b);
	pool.remove(&mut b, 1).expect("it has two");
	note(json!({ "remove": { "from": "b", "shares": "1" } }), &pool, &a, &b);
	pool.reward(7).expect("there are shares");
	note(json!({ "reward": "7" }), &pool, &a, &b);
	json!({
		"scale": "pool: shares u128, per_share u256; position: shares u128, mark u256, owed u128",
		"steps": steps,
	})
}

/// Cumulative amounts under one root.
pub fn distribution() -> Value {
	let leaves = [(3, 1_000), (9, 0), (12, u128::from(u64::MAX)), (13, 1), (40, 7)];
	let leaves = leaves.map(|(contribution, cumulative)| DistributionLeaf {
		contribution: ContributionId(contribution),
		cumulative,
	});
	let tree = Tree::new(Domain::Distribution, leaves.map(|leaf| leaf.encode())).expect("five");
	let root = DistributionRoot {
		root: tree.root(),
		leaves: 5,
		total: leaves.iter().map(|leaf| leaf.cumulative).sum(),
	};
	let proofs = (0..).zip(&leaves).map(|(index, leaf)| {
		let path = tree.prove(index).expect("the leaf is there").try_into().expect("a short path");
		let proof = DistributionProof { index, path };
		assert!(root.includes(leaf, &proof), "a proof of its own tree holds");
		json!({
			"contribution": leaf.contribution,
			"cumulative": leaf.cumulative.to_string(),
			"leaf": scale(leaf),
			"proof": scale(&proof),
		})
	});
	json!({
		"root": root.root,
		"leaves": root.leaves,
		"total": root.total.to_string(),
		"scale": scale(&root),
		"proofs": proofs.collect::<Vec<_>>(),
	})
}

/// Signatures of sr25519 are randomised: this one was made once.
const SR25519_SIGNATURE: &str = "9001c6aa1e6475e79a1a87c256363ab709d6646f8b4d19bf1b034b59e65f4346\
	1373995962e5e1f748aa6d47010863133899f13535eb9e06e9770038e3b9858a";

/// A voucher, signed by a well-known key of each kind, and what is signed to ask when all that it is over is
/// paid.
pub fn vouchers() -> Value {
	let voucher = Voucher {
		genesis: H256::repeat_byte(0x11),
		channel: ChannelId(7),
		cumulative: 1_500_000_000_000_000_000,
	};
	let bytes = voucher.signing_bytes();
	let wrapped = [b"<Bytes>", &bytes[..], b"</Bytes>"].concat();
	let seed = "//Alice";
	let sr25519 = sr25519::Pair::from_string(seed, None).expect("a known seed");
	let ed25519 = ed25519::Pair::from_string(seed, None).expect("a known seed");
	let ecdsa = ecdsa::Pair::from_string(seed, None).expect("a known seed");
	let fixed = ::hex::decode(SR25519_SIGNATURE).expect("hexadecimal");
	let fixed = sr25519::Signature::try_from(&fixed[..]).expect("64 bytes");
	let signed = [
		("sr25519", MultiSigner::from(sr25519.public()), MultiSignature::from(fixed)),
		("ed25519", ed25519.public().into(), ed25519.sign(&bytes).into()),
		("ed25519, wrapped", ed25519.public().into(), ed25519.sign(&wrapped).into()),
		("ecdsa", ecdsa.public().into(), ecdsa.sign(&bytes).into()),
	];
	let body = r#"{"model":"3"}"#;
	let ask = Ask::new(voucher.genesis, voucher.channel, voucher.cumulative, body.as_bytes());
	json!({
		"ask": {
			"body": body,
			"domain": hex(ASK_DOMAIN),
			"signing_bytes": hex(ask.signing_bytes()),
		},
		"domain": hex(SIGNING_DOMAIN),
		"genesis": voucher.genesis,
		"channel": voucher.channel,
		"cumulative": voucher.cumulative.to_string(),
		"signing_bytes": hex(&bytes),
		"wrapped": hex(&wrapped),
		"seed": seed,
		"signatures": signed.map(|(kind, signer, signature)| {
			let account = signer.clone().into_account();
			assert!(voucher.is_signed_by(&account, &signature), "the signature of {kind} holds");
			json!({
				"kind": kind,
				"signer": scale(&signer),
				"account": scale(&account),
				"signature": scale(&signature),
			})
		}),
	})
}
