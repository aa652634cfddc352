// SPDX-License-Identifier: Apache-2.0
//! Named tensors in safetensors files: read with their shape checked, written in f32.

use safetensors::{tensor::TensorView, Dtype, SafeTensors};
use std::collections::{BTreeMap, BTreeSet};
use tch::{Device, Kind, Tensor};

/// Why a safetensors file could not be read or written.
#[derive(thiserror::Error, Debug)]
pub enum TensorError {
	/// Not a safetensors file, or one that was cut off.
	#[error("not a complete safetensors file: {0}")]
	Malformed(#[from] safetensors::SafeTensorError),
	/// A tensor that the configuration calls for is not there.
	#[error("tensor {name} is missing")]
	Missing {
		/// The tensor's name.
		name: String,
	},
	/// A tensor has other dimensions than the configuration says.
	#[error("tensor {name} has shape {found:?}, and the configuration says {expected:?}")]
	Shape {
		/// The tensor's name.
		name: String,
		/// What the configuration says.
		expected: Vec<i64>,
		/// What the file holds.
		found: Vec<usize>,
	},
	/// Neither f32, f16 nor bf16.
	#[error("tensor {name} is {kind}, and only F32, F16 and BF16 are supported")]
	UnsupportedKind {
		/// The tensor's name.
		name: String,
		/// The type in the file.
		kind: String,
	},
	/// The file holds a tensor that nothing here uses: ignoring it would change the result.
	#[error("tensor {name} is not part of what is supported")]
	Unexpected {
		/// The tensor's name.
		name: String,
	},
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] tch::TchError),
}

/// A safetensors file that remembers which of its tensors were read.
pub struct TensorReader<'data> {
	file: SafeTensors<'data>,
	device: Device,
	unread: BTreeSet<String>,
}

impl<'data> TensorReader<'data> {
	/// Reads the header of `bytes`, and checks it against their length.
	///
	/// # Errors
	/// [`TensorError::Malformed`].
	pub fn new(bytes: &'data [u8], device: Device) -> Result<Self, TensorError> {
		let file = SafeTensors::deserialize(bytes)?;
		let unread = file.names().into_iter().map(str::to_owned).collect();
		Ok(Self { file, device, unread })
	}

	/// The tensor `name` as f32 on the reader's device.
	///
	/// # Errors
	/// [`TensorError`], if it is missing, has another shape or an unsupported type.
	pub fn take(&mut self, name: &str, shape: &[i64]) -> Result<Tensor, TensorError> {
		let view =
			self.file.tensor(name).map_err(|_| TensorError::Missing { name: name.to_owned() })?;
		if !same_shape(view.shape(), shape) {
			return Err(TensorError::Shape {
				name: name.to_owned(),
				expected: shape.to_vec(),
				found: view.shape().to_vec(),
			});
		}
		let kind = kind_of(name, &view)?;
		let tensor = Tensor::f_from_data_size(view.data(), shape, kind)?
			.f_to_kind(Kind::Float)?
			.f_to_device(self.device)?;
		self.unread.remove(name);
		Ok(tensor)
	}

	/// Whether the file holds the tensor `name`.
	pub fn contains(&self, name: &str) -> bool {
		self.unread.contains(name)
	}

	/// Ends reading: nothing may be left over but what `ignorable` names.
	///
	/// # Errors
	/// [`TensorError::Unexpected`].
	pub fn finish(self, ignorable: impl Fn(&str) -> bool) -> Result<(), TensorError> {
		match self.unread.into_iter().find(|name| !ignorable(name)) {
			Some(name) => Err(TensorError::Unexpected { name }),
			None => Ok(()),
		}
	}
}

/// A safetensors file of `tensors` in f32. Equal tensors give equal bytes.
///
/// # Errors
/// [`TensorError::Torch`], [`TensorError::Malformed`].
pub fn to_safetensors<'a>(
	tensors: impl IntoIterator<Item = (String, &'a Tensor)>,
) -> Result<Vec<u8>, TensorError> {
	let mut data = BTreeMap::new();
	for (name, tensor) in tensors {
		data.insert(name, (dimensions(tensor), to_bytes(tensor)?));
	}
	let views = data
		.iter()
		.map(|(name, (shape, bytes))| {
			TensorView::new(Dtype::F32, shape.clone(), bytes).map(|view| (name.as_str(), view))
		})
		.collect::<Result<Vec<_>, _>>()?;
	// PyTorch's loaders look for this entry to know whose tensors they are.
	let metadata = [("format".to_owned(), "pt".to_owned())].into();
	Ok(safetensors::serialize(views, Some(metadata))?)
}

/// The values of `tensor` as f32, row by row.
///
/// # Errors
/// Those of libtorch.
pub fn to_values(tensor: &Tensor) -> Result<Vec<f32>, tch::TchError> {
	let tensor = tensor.f_detach()?.f_to_device(Device::Cpu)?.f_to_kind(Kind::Float)?;
	let mut values = vec![0f32; tensor.numel()];
	tensor.f_contiguous()?.f_copy_data(&mut values, tensor.numel())?;
	Ok(values)
}

fn to_bytes(tensor: &Tensor) -> Result<Vec<u8>, tch::TchError> {
	Ok(to_values(tensor)?.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn dimensions(tensor: &Tensor) -> Vec<usize> {
	tensor.size().into_iter().map(|size| usize::try_from(size).unwrap_or(0)).collect()
}

fn same_shape(found: &[usize], expected: &[i64]) -> bool {
	found.len() == expected.len()
		&& found.iter().zip(expected).all(|(&a, &b)| usize::try_from(b) == Ok(a))
}

fn kind_of(name: &str, view: &TensorView<'_>) -> Result<Kind, TensorError> {
	match view.dtype() {
		Dtype::F32 => Ok(Kind::Float),
		Dtype::F16 => Ok(Kind::Half),
		Dtype::BF16 => Ok(Kind::BFloat16),
		other => {
			Err(TensorError::UnsupportedKind { name: name.to_owned(), kind: format!("{other:?}") })
		},
	}
}
