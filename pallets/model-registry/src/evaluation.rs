// SPDX-License-Identifier: Apache-2.0
//! What people measure of artifacts. The chain takes their word, and says whose it is.

use crate::{Artifacts, Config, Error, Evaluations, Event, Measured, Metric, Pallet};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	ids::ArtifactId,
	records::{ArtifactStatus, Evaluation},
};

impl<T: Config> Pallet<T> {
	/// The key of what is measured by `metric` in `benchmark`.
	pub fn measure(benchmark: H256, metric: &Metric) -> H256 {
		(benchmark, metric).using_encoded(blake2_256).into()
	}

	/// Records the evaluation, for which the evaluator was `paid` or not, or changes nothing.
	pub(crate) fn do_evaluate(
		evaluator: T::AccountId,
		artifact: ArtifactId,
		evaluation: Evaluation,
		paid: bool,
	) -> DispatchResult {
		let record = Artifacts::<T>::get(artifact).ok_or(Error::<T>::ArtifactNotFound)?;
		ensure!(record.status != ArtifactStatus::Revoked, Error::<T>::ArtifactRevoked);
		let metric = &evaluation.metric;
		let is_readable = !metric.is_empty() && core::str::from_utf8(metric).is_ok();
		ensure!(is_readable, Error::<T>::InvalidText);

		let key = (artifact, Self::measure(evaluation.benchmark, metric), evaluator.clone());
		let footprint = Measured::<T>::footprint(metric);
		let deposit = match Evaluations::<T>::get(&key) {
			Some(earlier) => {
				// What was paid for must not be replaced by whatever its evaluator likes better.
				ensure!(paid || !earlier.paid, Error::<T>::EvaluationPaid);
				earlier.deposit.update(&evaluator, footprint)?
			},
			None => T::EvaluationDeposit::new(&evaluator, footprint)?,
		};
		let evaluated_at = frame_system::Pallet::<T>::block_number();
		let measured = Measured { evaluation: evaluation.clone(), paid, evaluated_at, deposit };
		Evaluations::<T>::insert(key, measured);
		Self::deposit_event(Event::ArtifactEvaluated { artifact, evaluator, evaluation });
		Ok(())
	}

	pub(crate) fn do_retract_evaluation(
		evaluator: T::AccountId,
		artifact: ArtifactId,
		benchmark: H256,
		metric: Metric,
	) -> DispatchResult {
		let key = (artifact, Self::measure(benchmark, &metric), evaluator.clone());
		let measured = Evaluations::<T>::take(key).ok_or(Error::<T>::EvaluationNotFound)?;
		let is_moot = || {
			Artifacts::<T>::get(artifact)
				.is_none_or(|record| record.status == ArtifactStatus::Revoked)
		};
		ensure!(!measured.paid || is_moot(), Error::<T>::EvaluationPaid);
		measured.deposit.drop(&evaluator)?;
		Self::deposit_event(Event::EvaluationRetracted { artifact, evaluator, benchmark, metric });
		Ok(())
	}
}
