// SPDX-License-Identifier: Apache-2.0
//! Which calls of a committee are free.

use super::{reviews::proved, *};
use frame::deps::frame_support::dispatch::CheckIfFeeless;
use pallet_attribution::Call;

fn is_free(call: Call<Test>, origin: RuntimeOrigin) -> bool {
	RuntimeCall::from(call).is_feeless(&origin)
}

fn commit_call(id: RequestId) -> Call<Test> {
	Call::commit_judgement { request: id, commitment: H256::zero() }
}

fn reveal_call(id: RequestId, who: &AccountId, judgement: Judgement) -> Call<Test> {
	Call::reveal_judgement { request: id, judgement, salt: salt(who) }
}

#[test]
fn publish_answer_is_free_only_when_it_would_be_accepted() {
	run(|| {
		let id = asked(3);
		let call = |id| Call::publish_answer { request: id, statement: statement() };
		let author = author(id);
		assert!(is_free(call(id), signed(author.clone())));
		assert!(!is_free(call(id), signed(payer(0))));
		assert!(!is_free(call(id), RuntimeOrigin::none()));
		assert!(!is_free(call(RequestId(9)), signed(author.clone())));
		assert_ok!(publish(id));
		assert!(!is_free(call(id), signed(author)));
	});
}

#[test]
fn commit_judgement_is_free_only_when_it_would_be_accepted() {
	run(|| {
		let id = published(3);
		let who = member(id, 1);
		assert!(is_free(commit_call(id), signed(who.clone())));
		assert!(!is_free(commit_call(id), signed(payer(0))));
		assert!(!is_free(commit_call(id), RuntimeOrigin::root()));
		assert_ok!(commit(id, &who, &honest()));
		assert!(!is_free(commit_call(id), signed(who)));
		run_to(panel(id).commit_until + 1);
		assert!(!is_free(commit_call(id), signed(member(id, 2))));
	});
}

#[test]
fn reveal_judgement_is_free_only_when_it_would_be_accepted() {
	run(|| {
		let id = published(3);
		for place in 0..3 {
			assert!(!is_free(
				reveal_call(id, &member(id, place), honest()),
				signed(member(id, place))
			));
			assert_ok!(commit(id, &member(id, place), &honest()));
		}
		let who = member(id, 0);
		assert!(is_free(reveal_call(id, &who, honest()), signed(who.clone())));
		assert!(!is_free(reveal_call(id, &who, wrong()), signed(who.clone())));
		assert!(!is_free(reveal_call(id, &who, honest()), signed(member(id, 1))));
		assert_ok!(reveal(id, &who, &honest()));
		assert!(!is_free(reveal_call(id, &who, honest()), signed(who)));
	});
}

#[test]
fn conclude_is_free_only_when_it_is_due() {
	run(|| {
		let id = published(3);
		let call = || Call::conclude { request: id };
		assert!(!is_free(call(), signed(payer(1))));
		judge(id, &vec![Some(honest()); 3]);
		assert!(is_free(call(), signed(payer(1))));
		assert!(!is_free(call(), RuntimeOrigin::none()));
		assert_ok!(conclude(id));
		assert!(!is_free(call(), signed(payer(1))));
	});
}

#[test]
fn reviews_are_not_free_when_they_would_be_accepted() {
	run(|| {
		let id = proved();
		assert!(!is_free(Call::request_review { request: id }, signed(payer(1))));
	});
}
