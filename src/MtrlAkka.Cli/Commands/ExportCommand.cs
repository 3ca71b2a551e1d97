using System.CommandLine;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>export RUN FILE</c>: the weights of the last committed checkpoint; names and layouts are in <see cref="ExportedWeights"/>.</summary>
internal static class ExportCommand
{
    private const string Extension = ".safetensors";

    public static Command Create()
    {
        var run = Options.Run();
        var target = new Argument<string>("file") { Description = "The file to write, NAME.safetensors; one that is there is replaced." };
        var runs = Options.RunsDirectory();
        var command = new Command(
            "export",
            "Writes the weights of a run's last committed checkpoint as safetensors (float32): actor/…, critic/… and target/… with the ensemble's axis first, "
            + "in each layer_I/kernel [in, out], layer_I/bias, norm_I/scale, norm_I/shift, head/kernel [task, in, out], head/bias; and log_alpha [task]. "
            + "The metadata name run, round, tasks, architecture, versions and configuration.")
        {
            run, target, runs,
        };
        command.SetAction(parsed =>
        {
            string path = Path.GetFullPath(parsed.GetValue(target)!);
            if (!path.EndsWith(Extension, StringComparison.Ordinal)) throw new InvalidDataException($"'{parsed.GetValue(target)}' must end in {Extension}");
            var saved = SavedRun.Open(RunFolder.Find(parsed.GetValue(runs)!, parsed.GetValue(run)!));
            var (round, file) = saved.AtLastCommit(
                manifest => (manifest.Round, ExportedWeights.Of(manifest, saved.Blobs, saved.Configuration)), CommandOutput.Warn);

            // Whole or not at all: a cut file would be taken for a good one.
            string unfinished = path + ".tmp";
            try
            {
                using (var stream = File.Create(unfinished)) file.Write(stream);
                File.Move(unfinished, path, overwrite: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (File.Exists(unfinished)) File.Delete(unfinished);
                throw new IOException($"{path} cannot be written ({error.Message}): name another place", error);
            }

            Console.WriteLine(
                $"{file.Tensors.Count} arrays, {Figures.Count(file.Tensors.Sum(static tensor => tensor.Count))} numbers of round {Figures.Count(round)} in {path}");
        });
        return command;
    }
}
