#pragma once
#include <hdf5.h>

#include <type_traits>
#include <utility>

namespace h5 {

// Owns one HDF5 identifier. Move-only; closing is the destructor's job, never throws, and needs the lock to be held.
template <herr_t (*Close)(hid_t)>
class Handle {
 public:
  Handle() noexcept = default;
  explicit Handle(hid_t id) noexcept : id_(id) {}
  Handle(Handle&& other) noexcept : id_(other.release()) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      id_ = other.release();
    }
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { reset(); }

  hid_t get() const noexcept { return id_; }
  explicit operator bool() const noexcept { return id_ >= 0; }
  hid_t release() noexcept { return std::exchange(id_, H5I_INVALID_HID); }
  void reset() noexcept {
    if (id_ >= 0) Close(release());
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

using FileId = Handle<H5Fclose>;
using ObjectId = Handle<H5Oclose>;
using TypeId = Handle<H5Tclose>;
using SpaceId = Handle<H5Sclose>;
using PlistId = Handle<H5Pclose>;
using AttributeId = Handle<H5Aclose>;

static_assert(!std::is_copy_constructible_v<ObjectId>, "two owners would close one id twice");
static_assert(std::is_nothrow_move_assignable_v<ObjectId>, "handles live in containers");

}  // namespace h5
