using System.CommandLine;
using MtrlAkka.Cluster.Security;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>cluster certificates DIR NODE…</c>: what nodes need to talk over TLS.</summary>
internal static class CertificatesCommand
{
    private const int Year = 365;

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Where the authority is kept, made where it is absent, and a folder for each node." };
        var nodes = new Argument<string[]>("nodes") { Description = "Names or addresses by which nodes are reached.", Arity = ArgumentArity.OneOrMore };
        var days = new Option<int>("--days") { Description = "How long the certificates are good.", DefaultValueFactory = _ => Year };
        days.AtLeast(1);
        var command = new Command("certificates", "Makes certificates for nodes and clients of a cluster, from an authority of its own.") { folder, nodes, days };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetValue(folder)!;
            foreach (string made in CertificateAuthority.Make(directory, parsed.GetValue(nodes)!, TimeSpan.FromDays(parsed.GetValue(days))))
                Console.WriteLine($"{made}: give the node this folder, with --tls or {NodeTls.Variable}");
            Console.WriteLine($"keep {Path.Combine(directory, CertificateAuthority.KeyFile)} to yourself: whoever has it can make nodes of this cluster");
        });
        return command;
    }
}
