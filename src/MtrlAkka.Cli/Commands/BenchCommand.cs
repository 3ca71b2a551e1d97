using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MtrlAkka.Cli.Timing;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>bench environments|update|run|cluster</c>: each figure beside its floor, measured in the same call.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measures this machine: each figure beside its floor.")
    {
        Environments(),
        Update(),
        Run(),
        BenchClusterCommand.Create(),
        BenchClusterCommand.CreatePeer(),
    };

    private static Command Environments()
    {
        var tasks = new Option<string>("--tasks") { Description = "A benchmark, task names with commas, or all.", DefaultValueFactory = _ => "MT10" };
        var mujoco = Options.MuJoCo();
        var assets = Options.Assets();
        var command = new Command("environments", "Environment steps a second: physics alone, bare loops, and through the actors.") { tasks, mujoco, assets };
        command.SetAction(async (parsed, _) =>
        {
            var library = MuJoCoLibrary.Load(parsed.GetValue(mujoco));
            string given = parsed.GetValue(tasks)!;
            var names = (given == "all" ? Benchmarks.MT50 : given.Contains(',', StringComparison.Ordinal) ? Benchmarks.Of(given.Split(',')) : Benchmarks.Parse(given)).Tasks;
            var bench = new EnvironmentBenchmark(library, names, parsed.GetValue(assets));
            Print($"MuJoCo {library.Version}, {Environment.ProcessorCount} cores; steps/s; a reset as a share of an episode's 500 steps");
            Print($"{"task",-28} {"physics",8} {"environment",12} {"share",7} {"all cores",10} {"reset, new goal",16} {"goal kept",10}");
            List<EnvironmentRate> rates = [];
            for (int task = 0; task < names.Count; task++)
            {
                rates.Add(bench.Time(task, rounds: 20));
                var rate = rates[^1];
                Print($"{names[task],-28} {rate.Physics,8:0} {rate.Environment,12:0} {rate.Share,7:P1} {rate.AllCores,10:0} {rate.ResetNew,16:P1} {rate.ResetKept,10:P2}");
            }

            double physics = Harmonic(rates.Select(static rate => rate.Physics)), environment = Harmonic(rates.Select(static rate => rate.Environment));
            Print($"{"harmonic mean",-28} {physics,8:0} {environment,12:0} {environment / physics,7:P1} {Harmonic(rates.Select(static rate => rate.AllCores)),10:0}");
            double fresh = rates.Average(static rate => rate.ResetNew), kept = rates.Average(static rate => rate.ResetKept);
            Print($"resets included, an episode costs {kept:P1} more than its steps where its goal comes again, {fresh:P1} more where it is new; with 50 goals over the paper's 4000 episodes a task {(50 * fresh + 3950 * kept) / 4000:P1}");
            const int Copies = 2;
            int count = names.Count * Copies, threads = Environment.ProcessorCount;
            double bare = bench.TimeVector(Copies, threads, seconds: 4);
            double seconds = await RunTimer.TimeAsync(
                [
                    $"environments.tasks=[{string.Join(", ", names)}]",
                    $"environments.copies={Copies}",
                    "learner.warm-start-rounds=1000000000",
                    "learner.actor.width=8",
                    "learner.critic.width=8",
                    "replay.capacity=10000",
                    .. parsed.GetValue(assets) is { } folder ? [$"environments.assets=\"{Path.GetFullPath(folder)}\""] : Array.Empty<string>(),
                ],
                from: 500,
                rounds: 500 + (long)(6 * bare / count / 100 * 100),
                interval: 100,
                library);
            Print($"{count} environments, {threads} cores, a barrier after each vector step: bare loop {bare:0} steps/s, through the actors into the replay {count / seconds:0} steps/s ({count / seconds / bare:P1})");
            return 0;
        });
        return command;
    }

    private static Command Update()
    {
        var widths = new Option<int[]>("--width") { Description = "Widths to measure.", DefaultValueFactory = _ => [400, 1024], AllowMultipleArgumentsPerToken = true };
        var tasks = new Option<int>("--tasks") { Description = "Number of tasks, 128 samples each.", DefaultValueFactory = _ => 10 };
        var device = new Option<string>("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
        var architecture = new Option<string>("--architecture") { Description = "Architecture of actor and critics.", DefaultValueFactory = _ => "multi-head" };
        architecture.AcceptOnlyFromAmong([.. NetworkSettings.Architectures]);
        var matmul = new Option<MatmulPrecision>("--matmul") { Description = "Precision of the products: full, tf32 (on CUDA) or bf16." };
        var agents = new Option<int>("--agents") { Description = "Agents that are trained as one group, beside one alone.", DefaultValueFactory = _ => 1 };
        agents.AtLeast(1);
        var threads = new Option<int>("--threads") { Description = "Threads of libtorch for an agent.", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.AtLeast(1);
        var seconds = new Option<double>("--seconds") { Description = "About how long for each width.", DefaultValueFactory = _ => 10 };
        var command = new Command("update", "Time of one update beside the rate of a plain 2048³ matrix product.") { widths, tasks, architecture, device, matmul, agents, threads, seconds };
        command.SetAction(parsed =>
        {
            var target = TorchRuntime.ParseDevice(parsed.GetValue(device)!);
            if (parsed.GetValue(matmul) == MatmulPrecision.Tf32 && parsed.GetValue(device) == "cpu")
                throw new InvalidDataException("--matmul tf32: CUDA devices have TF32, the cpu has full and bf16");
            TorchRuntime.Threads = parsed.GetValue(threads);
            Print($"libtorch {TorchRuntime.Version}, {TorchRuntime.Threads} threads, MKL's fast path {(TorchRuntime.MklFastPath ? "on" : "off")}");
            foreach (int width in parsed.GetValue(widths)!)
            {
                var network = NetworkSettings.Reference(parsed.GetValue(architecture)!, parsed.GetValue(tasks)) with { Width = width, ModuleWidth = width };
                var settings = new SacSettings { Tasks = parsed.GetValue(tasks), Actor = network, Critic = network, Matmul = parsed.GetValue(matmul) };
                if (parsed.GetValue(agents) is > 1 and int count) Print(TimeAgents(settings, count, parsed.GetValue(device)!, parsed.GetValue(seconds)));
                else Print(Text(width, UpdateBenchmark.Run(settings, target, parsed.GetValue(seconds))));
            }

            return 0;
        });
        return command;
    }

    private static FormattableString Text(int width, UpdateMeasurement result) =>
        $"width {width,5}: {result.Milliseconds,8:0.0} ms an update (best {result.BestMilliseconds:0.0}), {result.Flops / 1e9,6:0.0} GFLOP, {result.Rate,6:0} GFLOP/s of {result.MatrixRate:0} ({result.Share:P1}; best against best {result.BestShare:P1})";

    private static FormattableString TimeAgents(SacSettings settings, int agents, string device, double seconds)
    {
        var run = RunConfiguration.Load("mt10", []).Settings;
        run = run with { Learner = run.Learner with { Device = device, Threads = TorchRuntime.Threads, Sac = settings } };
        using var shared = new SharedLearner([.. Enumerable.Range(1, agents).Select(seed => run with { Seed = (uint)seed })]);
        for (int i = 0; i < agents; i++) shared[i].Begin();
        var result = GroupBenchmark.Run(
            settings, TorchRuntime.ParseDevice(device), seconds, [.. Enumerable.Range(0, agents).Select(i => (Action<TransitionBatch, ulong>)shared[i].Update)]);
        string how = shared.IsBatched ? "as one batch" : $"{shared.SideBySide} side by side";
        return $"width {settings.Critic.Width,5}: {agents} agents {how} {result.Milliseconds:0.0} ms, {1000 * agents / result.Milliseconds:0.0} agent-updates/s; one alone {result.AloneMilliseconds:0.0} ms, {1000 / result.AloneMilliseconds:0.0} updates/s at {result.Share:P1} of the plain product's {result.MatrixRate:0} GFLOP/s: {result.Gain:0.00} times";
    }

    private static Command Run()
    {
        var width = new Option<int>("--width") { Description = "Width of actor and critics.", DefaultValueFactory = _ => 400 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds to time.", DefaultValueFactory = _ => 200 };
        var mujoco = Options.MuJoCo();
        var command = new Command("run", "Time of a lockstep round on MT10 beside its environment steps plus its update.") { width, rounds, mujoco };
        command.SetAction(async (parsed, _) =>
        {
            var library = MuJoCoLibrary.Load(parsed.GetValue(mujoco));
            int w = parsed.GetValue(width), timed = parsed.GetValue(rounds);
            var network = new NetworkSettings { Width = w };
            var settings = new SacSettings { Tasks = 10, Actor = network, Critic = network };
            double step = 10 / new EnvironmentBenchmark(library, Benchmarks.MT10.Tasks, null).TimeVector(copies: 1, Environment.ProcessorCount, seconds: 3);
            double act = TimeAct(settings);
            double update = UpdateBenchmark.Run(settings, TorchRuntime.ParseDevice("cpu"), seconds: 8).Milliseconds / 1000;
            for (int staleness = 0; staleness <= 1; staleness++)
            {
                double round = await RunTimer.TimeAsync(
                    [$"run.staleness={staleness}", "learner.warm-start-rounds=200", $"learner.actor.width={w}", $"learner.critic.width={w}"],
                    from: 250,
                    rounds: 250 + timed,
                    interval: 50,
                    library);
                Print($"staleness {staleness}: a round {round * 1e3:0.00} ms; environment steps {step * 1e3:0.00} + update {update * 1e3:0.00} = {(step + update) * 1e3:0.00} ms ({(round / (step + update)) - 1:+0.0%;-0.0%}); the policy's answer {act * 1e3:0.00} ms is part of the round");
            }

            return 0;
        });
        return command;
    }

    private static double TimeAct(SacSettings settings)
    {
        using var policy = new PolicyNetwork(settings);
        using (var agent = new MultiTaskSac(settings, 1, TorchRuntime.ParseDevice("cpu"))) policy.Load(agent.Policy());
        float[] observations = new float[settings.Tasks * settings.ObservationSize], actions = new float[settings.Tasks * settings.ActionSize];
        int[] tasks = [.. Enumerable.Range(0, settings.Tasks)];
        double best = double.MaxValue;
        for (int i = 0; i < 200; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            policy.Act(observations, tasks, [], actions);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        return best;
    }

    private static double Harmonic(IEnumerable<double> rates) => rates.Count() / rates.Sum(static rate => 1 / rate);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
