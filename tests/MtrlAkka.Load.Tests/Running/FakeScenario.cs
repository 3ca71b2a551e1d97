using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Tests.Running;

/// <summary>A service of a known kind.</summary>
internal sealed class FakeScenario(Func<long, CancellationToken, Task<RequestOutcome>> answer, params string[] violations) : IScenario
{
    public string Name => "fake";

    public string Description => "one answer";

    public Task PrepareAsync(CancellationToken stop) => Task.CompletedTask;

    public async ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop) => await answer(number, stop);

    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>(violations);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
