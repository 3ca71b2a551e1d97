using MtrlAkka.Cli.Diagnosis;

return Doctor.Run(Console.Out);
