#pragma once
#include <napi.h>

#include <functional>
#include <memory>
#include <optional>

#include "state.hpp"

namespace binding {

// One operation on another thread. It holds a ticket of its file, so that the file is not closed under it and tasks of
// one file run in the order in which they were made.
template <class Result>
class Task : public Napi::AsyncWorker {
 public:
  using Work = std::function<Result()>;
  using Finish = std::function<Napi::Value(Napi::Env, Result)>;

  static Napi::Promise run(Napi::Env env, std::shared_ptr<h5::File> file, Where where, Napi::Value pinned, Work work,
                           Finish finish) {
    auto* task = new Task(env, std::move(file), std::move(where), std::move(work), std::move(finish));
    // Its bytes are read on the other thread.
    if (pinned.IsObject()) task->pinned_ = Napi::Persistent(pinned.As<Napi::Object>());
    const Napi::Promise promise = task->deferred_.Promise();
    task->Queue();
    return promise;
  }

 protected:
  void Execute() override {
    file_->awaitTurn(ticket_);
    try {
      h5::Lock lock;
      result_.emplace(work_());
    } catch (...) {
      failure_.emplace(currentFailure());
    }
    giveBack();
  }

  void OnOK() override {
    const Napi::Env env = Env();
    const Napi::HandleScope scope(env);
    if (failure_) return deferred_.Reject(toError(env, *failure_, where_));
    try {
      deferred_.Resolve(finish_(env, std::move(*result_)));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    } catch (...) {
      deferred_.Reject(toError(env, currentFailure(), where_));
    }
  }

 private:
  Task(Napi::Env env, std::shared_ptr<h5::File> file, Where where, Work work, Finish finish)
      : Napi::AsyncWorker(env),
        deferred_(Napi::Promise::Deferred::New(env)),
        file_(std::move(file)),
        where_(std::move(where)),
        work_(std::move(work)),
        finish_(std::move(finish)),
        ticket_(file_->takeTicket()) {}

  // Never run when the environment ended first.
  ~Task() override {
    if (ticketHeld_) giveBack();
  }

  void giveBack() {
    ticketHeld_ = false;
    file_->giveBack(ticket_);
  }

  Napi::Promise::Deferred deferred_;
  Napi::ObjectReference pinned_;
  std::shared_ptr<h5::File> file_;
  Where where_;
  Work work_;
  Finish finish_;
  std::uint64_t ticket_;
  bool ticketHeld_ = true;
  std::optional<Result> result_;
  std::optional<h5::Error> failure_;
};

// For operations without a result.
struct Nothing {};

}  // namespace binding
