using TorchSharp;
var a = torch.rand(2048, 2048);
Console.WriteLine(a.matmul(a).sum().item<float>());
