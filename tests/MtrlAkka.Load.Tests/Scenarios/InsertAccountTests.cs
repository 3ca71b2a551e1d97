using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Load.Scenarios.Inserts;
using MtrlAkka.Load.Traffic;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Tests.Scenarios;

/// <summary>What a shard holds is held to what was sent: rows that are lost, changed or never sent are found.</summary>
public class InsertAccountTests
{
    private const int Rounds = 5;
    private static readonly RunSettings Settings = RunConfiguration.Load("quick", ["environments.copies=2", "replay.capacity=100"]).Settings;
    private readonly RecordedRounds _rounds = new(Settings);
    private readonly InsertAccount _account;
    private readonly DirectoryBlobStore _blobs = new(Directory.CreateTempSubdirectory("mtrl-account-").FullName);

    public InsertAccountTests()
    {
        _account = new InsertAccount(Settings, _rounds);
        for (int i = 0; i < Rounds; i++) Assert.True(_account.Acknowledge(_account.Send()));
    }

    [Fact]
    public void All_that_was_acknowledged_is_right() => Assert.Empty(Verify(Rounds, static _ => { }));

    [Fact]
    public void A_lost_round_is_found() => Assert.Contains("5 were acknowledged", Verify(Rounds - 1, static _ => { })[0], StringComparison.Ordinal);

    [Fact]
    public void A_round_that_was_never_sent_is_found() => Assert.NotEmpty(Verify(Rounds + 1, static _ => { }));

    [Fact]
    public void A_changed_number_is_found() => Assert.Contains("not what was sent", Verify(Rounds, static row => row[7] += 1e-3f)[0], StringComparison.Ordinal);

    [Fact]
    public void An_acknowledgement_that_comes_twice_is_found()
    {
        Assert.False(_account.Acknowledge(Rounds - 1));
        Assert.Contains("acknowledged twice", Verify(Rounds, static _ => { })[0], StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Verify(int inserted, Action<float[]> change)
    {
        int copies = Settings.Environments.Copies, tasks = Settings.Environments.Tasks.Count;
        using var shard = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, tasks - 1, copies, Settings.Replay.Capacity));
        float[] row = new float[TransitionLayout.MetaWorld.RowLength];
        for (int round = 0; round < inserted; round++)
        {
            for (int environment = 0; environment < Settings.EnvironmentCount; environment++)
            {
                _rounds.Pack(environment, round, row);
                if (round == 2 && environment == 3) change(row);
                shard.AppendRound([new InsertKey(Settings.TaskOf(environment), Settings.CopyOf(environment), round)], row);
            }
        }

        return _account.Verify(shard.Checkpoint(_blobs), _blobs, Rounds);
    }
}
