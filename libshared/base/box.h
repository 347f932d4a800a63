// SPDX-License-Identifier: Apache-2.0
// box.h: an optional object on the heap that is copied with its owner, for types that contain themselves (backing chains).
#pragma once

#include <memory>
#include <utility>

namespace pleiad {

template <class T>
class Box {
 public:
  Box() = default;
  Box(const Box& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    value_ = other.value_ ? std::make_unique<T>(*other.value_) : nullptr;
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;

  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }
  template <class... Args>
  T& emplace(Args&&... args) {
    return *(value_ = std::make_unique<T>(std::forward<Args>(args)...));
  }
  void reset() { value_.reset(); }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace pleiad
