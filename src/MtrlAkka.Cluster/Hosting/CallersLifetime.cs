using Microsoft.Extensions.Hosting;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>A host that hears no signals: they are its caller's.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
