// SPDX-License-Identifier: Apache-2.0
// object_table_test.cc: objects are found by uuid, name and id as of their published state; one writer at a time.
#include "libshared/store/object_table.h"

#include <gtest/gtest.h>

#include <thread>

#include "libshared/base/error.h"

namespace pleiad::store {
namespace {
struct State {
  std::string its_name;
  Uuid its_uuid;
  int32_t its_id = -1;
  const std::string& name() const { return its_name; }
  const Uuid& uuid() const { return its_uuid; }
  int32_t id() const { return its_id; }
};
using Table = ObjectTable<State>;

Table::Entry Add(Table& table, const std::string& name, const Uuid& uuid = Uuid::Random()) {
  auto entry = std::make_shared<Object<State>>(std::make_shared<State>(State{name, uuid, -1}));
  return table.Insert(entry) ? entry : nullptr;
}

TEST(ObjectTableTest, FindsByWhatWasPublishedLast) {
  Table table;
  auto entry = Add(table, "a");
  const Uuid uuid = entry->snapshot()->uuid();
  ASSERT_TRUE(table.Update(entry, [](State& next) {
    next.its_name = "b";
    next.its_id = 7;
  }));
  EXPECT_EQ(table.FindByName("a"), nullptr);
  EXPECT_EQ(table.FindByName("b"), entry);
  EXPECT_EQ(table.FindById(7), entry);
  EXPECT_EQ(table.FindByUuid(uuid), entry);
  table.Remove(entry);
  EXPECT_EQ(table.FindById(7), nullptr);
  EXPECT_EQ(table.size(), 0u);
}

TEST(ObjectTableTest, RefusesNamesThatAreTaken) {
  Table table;
  auto a = Add(table, "a");
  auto b = Add(table, "b");
  EXPECT_EQ(Add(table, "a"), nullptr);
  EXPECT_EQ(Add(table, "c", a->snapshot()->uuid()), nullptr);
  EXPECT_FALSE(table.Update(b, [](State& next) { next.its_name = "a"; }));
  EXPECT_EQ(b->snapshot()->name(), "b");
}

TEST(JobLockTest, AWaiterInVainLearnsWhoHoldsTheJob) {
  JobLock job;
  auto guard = job.Begin(JobKind::kModify, "virDomainSave", absl::InfiniteFuture(), ErrorDomain::kQemu);
  ASSERT_TRUE(guard.ok());
  const absl::Status status = job.Begin(JobKind::kQuery, "virDomainX", absl::Now(), ErrorDomain::kQemu).status();
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kOperationTimeout);
  EXPECT_NE(MessageOf(status).find("virDomainSave"), std::string::npos);
  guard->Release();
  EXPECT_TRUE(job.Begin(JobKind::kQuery, "virDomainX", absl::Now(), ErrorDomain::kQemu).ok());
}

TEST(JobLockTest, AnAsynchronousJobLetsInWhatItAllows) {
  JobLock job;
  job.BeginAsync("save", /*queries_allowed=*/true);
  EXPECT_TRUE(job.Begin(JobKind::kQuery, "q", absl::Now(), ErrorDomain::kQemu).ok());
  EXPECT_FALSE(job.Begin(JobKind::kModify, "m", absl::Now(), ErrorDomain::kQemu).ok());
  EXPECT_TRUE(job.Begin(JobKind::kDestroy, "d", absl::Now(), ErrorDomain::kQemu).ok());
  job.EndAsync();
  EXPECT_TRUE(job.Begin(JobKind::kModify, "m", absl::Now(), ErrorDomain::kQemu).ok());
}

TEST(JobLockTest, HandsTheJobFromThreadToThread) {
  JobLock job;
  int count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 1000; ++k) {
        auto guard = job.Begin(JobKind::kModify, "m", absl::InfiniteFuture(), ErrorDomain::kQemu);
        ++count;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count, 4000);
}
}  // namespace
}  // namespace pleiad::store
