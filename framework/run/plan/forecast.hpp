#ifndef GATEWISE_RUN_PLAN_FORECAST_HPP
#define GATEWISE_RUN_PLAN_FORECAST_HPP

#include <map>
#include <string>

namespace gatewise {

/// How much longer or shorter than planned trials take, learned from those that were seen. Groups (a cell family, a
/// backend) start from what their kind has shown, kinds from what all have: the mean of log(seen / planned), shrunk.
class Forecast {
 public:
  /// `weight`: 1 for a trial that ended, less for one that is under way.
  void learn(const std::string& kind, const std::string& group, double planned, double seconds, double weight = 1);
  double expected(const std::string& kind, const std::string& group, double planned) const;

 private:
  struct Seen {
    double logs = 0;
    double weight = 0;
    /// The mean, pulled towards `prior` as by `strength` observations.
    double mean(double prior, double strength) const { return (logs + strength * prior) / (weight + strength); }
  };
  static Seen seen(const std::map<std::string, Seen>& all, const std::string& name);

  Seen all_;
  std::map<std::string, Seen> kinds_, groups_;
};

}  // namespace gatewise

#endif
