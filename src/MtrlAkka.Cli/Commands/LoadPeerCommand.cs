using System.CommandLine;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Commands;

/// <summary>What the further processes of a load run; it serves the first one alone.</summary>
internal static class LoadPeerCommand
{
    public static Command Create()
    {
        var parts = new Option<string>("--parts") { Description = $"What it hosts: {string.Join(", ", LoadPeer.Parts)}.", Required = true };
        var preset = new Option<string>("--preset") { Description = "The preset of the run.", Required = true };
        var blobs = new Option<string>("--blobs") { Description = "Folder of what is checkpointed.", Required = true };
        var seed = new Option<int>("--seed") { Description = "Port of the node to join.", Required = true };
        var (settings, mujoco) = (Options.Set(), Options.MuJoCo());
        var command = new Command(LoadPeer.Command, "A further process of a load.") { parts, preset, blobs, seed, settings, mujoco };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            var run = new LoadRun(parsed.GetValue(preset)!, parsed.GetValue(settings) ?? [], parsed.GetValue(blobs)!);
            await LoadPeer.ServeAsync(run, parsed.GetValue(parts)!.Split(','), parsed.GetValue(seed), MuJoCoLibrary.Load(parsed.GetValue(mujoco)));
            return 0;
        });
        return command;
    }
}
