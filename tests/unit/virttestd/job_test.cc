// SPDX-License-Identifier: Apache-2.0
// job_test.cc: how far pretended work is, and what clients are told of it.
#include "virttestd/domain/job.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>

#include "absl/time/clock.h"

namespace pleiad::test {
namespace {
const absl::Time kStart = absl::FromUnixSeconds(1000);

TEST(ProgressTest, GoesOnByTheClock) {
  struct Row {
    const char* why;
    uint64_t bytes_per_s;
    absl::Duration after;
    uint64_t done;
    absl::Duration remaining;
  };
  const Row kRows[] = {
      {"it has just begun", 10, absl::ZeroDuration(), 0, absl::Seconds(10)},
      {"some of it is done", 10, absl::Seconds(4), 40, absl::Seconds(6)},
      {"all of it is done", 10, absl::Seconds(10), 100, absl::ZeroDuration()},
      {"it does not go on after its end", 10, absl::Hours(1000000), 100, absl::ZeroDuration()},
      {"it stands still", 0, absl::Seconds(4), 0, absl::InfiniteDuration()},
      {"the clock was set back", 10, -absl::Seconds(4), 0, absl::Seconds(10)},
      {"as fast as can be", UINT64_MAX, absl::Nanoseconds(1000), 100, absl::ZeroDuration()},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    const Progress progress{.total = 100, .bytes_per_s = row.bytes_per_s, .since = kStart};
    EXPECT_EQ(progress.DoneAt(kStart + row.after), row.done);
    EXPECT_EQ(progress.RemainingAt(kStart + row.after), row.remaining);
  }
}

TEST(ProgressTest, KeepsWhatIsDoneWhenItsSpeedChanges) {
  Progress progress{.total = 100, .bytes_per_s = 10, .since = kStart};
  progress.SetSpeed(1, kStart + absl::Seconds(5));
  EXPECT_EQ(progress.DoneAt(kStart + absl::Seconds(15)), 60u);
  progress.SetSpeed(0, kStart + absl::Seconds(15));
  EXPECT_EQ(progress.DoneAt(kStart + absl::Hours(1)), 60u);
}

bool Has(const TypedParams& params, std::string_view name) {
  return std::any_of(params.begin(), params.end(), [name](const TypedParam& param) { return param.name == name; });
}

TEST(JobReportTest, TellsOfMemoryOrOfDisks) {
  JobReport report{
      .type = vir::kDomainJobUnbounded, .operation = vir::kDomainJobOperationSave, .elapsed = {}, .total = 100, .done = 30};
  EXPECT_EQ(report.Info().memory_remaining, 70u);
  EXPECT_EQ(report.Info().data_processed, 30u);
  EXPECT_TRUE(Has(report.Stats().params, "memory_total"));
  EXPECT_FALSE(Has(report.Stats().params, "disk_total"));
  report.operation = vir::kDomainJobOperationBackup;
  report.bytes_per_s = 10;
  EXPECT_EQ(report.Info().file_remaining, 70u);
  EXPECT_TRUE(Has(report.Stats().params, "disk_total"));
  EXPECT_FALSE(Has(report.Stats().params, "success"));
  report.type = vir::kDomainJobCompleted;
  EXPECT_TRUE(Has(report.Stats().params, "success"));
  report.bytes_per_s = 0;  // a client pulls it
  EXPECT_EQ(report.Info().file_total, 0u);
  EXPECT_FALSE(Has(report.Stats().params, "disk_total"));
  EXPECT_TRUE(Has(report.Stats().params, "disk_temp_total"));
}

TEST(JobReportTest, TellsNothingOfNoJob) {
  EXPECT_EQ(JobReport().Stats().type, vir::kDomainJobNone);
  EXPECT_TRUE(JobReport().Stats().params.empty());
}

TEST(JobTest, WaitsForItsEnd) {
  Job job(vir::kDomainJobOperationSave, {.total = 100, .bytes_per_s = 100000, .since = absl::Now()});
  EXPECT_TRUE(job.Wait());
  EXPECT_EQ(job.Report().done, 100u);
}

TEST(JobTest, WaitsNoLongerWhenItIsCancelledOrHastened) {
  Job cancelled(vir::kDomainJobOperationSave, {.total = 100, .bytes_per_s = 0, .since = absl::Now()});
  std::thread canceller([&] { cancelled.Cancel(); });
  EXPECT_FALSE(cancelled.Wait());
  canceller.join();

  Job hastened(vir::kDomainJobOperationSave, {.total = 100, .bytes_per_s = 0, .since = absl::Now()});
  std::thread driver([&] { hastened.SetSpeed(1 << 20); });
  EXPECT_TRUE(hastened.Wait());
  driver.join();
}

}  // namespace
}  // namespace pleiad::test
