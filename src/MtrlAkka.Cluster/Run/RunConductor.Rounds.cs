using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>How the conductor brings all workers to a stop at one round.</summary>
public sealed partial class RunConductor
{
    // Rounds that a worker may be ahead of what is complete.
    private const int RoundsAhead = 64;
    private long[]? _revocation;
    private long _revoked;

    // The cut for a stop or a person's wish is taken where the rounds happen to be; that decides no result.
    private void Revoke()
    {
        if (!_running || _revocation is not null) return;
        _revocation = new long[_life!.Policies.Length];
        Array.Fill(_revocation, -1);
        _revoked = ++_serial;
        foreach (var policy in _life.Policies) _host.Tell(policy, new RevokeRounds(_epoch, _revoked));
    }

    // Workers may have begun different rounds; all go on to the end of the last one that anybody has begun.
    private void OnRoundsRevoked(RoundsRevoked revoked)
    {
        if (revoked.Epoch != _epoch || revoked.Serial != _revoked || _revocation is not { } revocation) return;
        revocation[revoked.Worker] = revoked.Until;
        if (revocation.Contains(-1)) return;
        _revocation = null;
        _granted = revocation.Max();
        _life!.Clock.StopAt(_granted);
        if (revocation.Min() < _granted)
        {
            _serial++;
            foreach (var policy in _life.Policies) _host.Tell(policy, new GrantRounds(_epoch, _serial, _granted));
        }
        Advance();
    }
}
