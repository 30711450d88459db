"""Measures one task on PyTorch and prints one line of JSON, as org.neocog.benchmarks.Ours does of this project's backends.

    torch_peer.py TASK:BATCH:PRECISION [WARM-UP-SECONDS [WINDOW-SECONDS [WINDOWS]]]

Tasks: lenet-mnist resnet20-cifar resnet50-train resnet50-infer vgg16-infer alexnet-train. Precisions: f32 (tf32 off), tf32 (float32, with products and
convolutions in tf32), bf16 (autocast). Runs eagerly on the first CUDA device, else on the processor. Of the two orders of axes, channels first and channels
last, it takes the one that is faster in the warm-up. A step copies the batch from pinned memory to the device, and the loss or the scores from it.
Ends with 3 and a line that says why if the device does not do the precision.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCHES = 4
REFUSED = 3

# network, training, channels, side of images, classes, learning rate
TASKS = {
    "lenet-mnist": ("lenet5", True, 1, 28, 10, 0.01),
    "resnet20-cifar": ("resnet20", True, 3, 32, 10, 0.01),
    "resnet50-train": ("resnet50", True, 3, 224, 1000, 0.01),
    "resnet50-infer": ("resnet50", False, 3, 224, 1000, 0.01),
    "vgg16-infer": ("vgg16", False, 3, 224, 1000, 0.01),
    "alexnet-train": ("alexnet", True, 3, 224, 1000, 0.0001),
}


class Normalized(nn.Sequential):
    """A convolution without bias, batch normalization, and ReLU if wanted."""

    def __init__(self, inputs, filters, kernel, stride=1, pad=0, relu=True):
        layers = [nn.Conv2d(inputs, filters, kernel, stride, pad, bias=False), nn.BatchNorm2d(filters)]
        super().__init__(*layers, *([nn.ReLU(inplace=True)] if relu else []))


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x), inplace=True)


def resnet20(classes):
    layers = [Normalized(3, 16, 3, 1, 1)]
    inputs = 16
    for stage in range(3):
        width = 16 << stage
        for block in range(3):
            stride = 2 if stage > 0 and block == 0 else 1
            body = nn.Sequential(Normalized(inputs, width, 3, stride, 1), Normalized(width, width, 3, 1, 1, relu=False))
            shortcut = nn.Identity() if stride == 1 else Normalized(inputs, width, 1, stride, relu=False)
            layers.append(Residual(body, shortcut))
            inputs = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def resnet50(classes):
    layers = [Normalized(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        width = 64 << stage
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            body = nn.Sequential(
                Normalized(inputs, width, 1),
                Normalized(width, width, 3, stride, 1),
                Normalized(width, 4 * width, 1, relu=False),
            )
            shortcut = Normalized(inputs, 4 * width, 1, stride, relu=False) if block == 0 else nn.Identity()
            layers.append(Residual(body, shortcut))
            inputs = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def stacked(convolutions, units, classes):
    """Convolutions with bias and ReLU, where a number is the size of a maximum pooling with stride 2, then dense layers."""
    layers = []
    for layer in convolutions:
        if isinstance(layer, int):
            layers.append(nn.MaxPool2d(layer, 2))
        else:
            layers += [nn.Conv2d(*layer), nn.ReLU(inplace=True)]
    layers.append(nn.Flatten())
    for inputs, outputs in zip(units, units[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.Linear(units[-1], classes))


def lenet5(classes):
    return stacked([(1, 6, 5, 1, 2), 2, (6, 16, 5), 2], [400, 120, 84], classes)


def vgg16(classes):
    layers = []
    inputs = 3
    for width, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            layers.append((inputs, width, 3, 1, 1))
            inputs = width
        layers.append(2)
    return stacked(layers, [7 * 7 * 512, 4096, 4096], classes)


def alexnet(classes):
    layers = [(3, 64, 11, 4, 2), 3, (64, 192, 5, 1, 2), 3, (192, 384, 3, 1, 1), (384, 256, 3, 1, 1), (256, 256, 3, 1, 1), 3]
    return stacked(layers, [6 * 6 * 256, 4096, 4096], classes)


NETWORKS = {"lenet5": lenet5, "resnet20": resnet20, "resnet50": resnet50, "vgg16": vgg16, "alexnet": alexnet}


class Measurement:
    def __init__(self, task, batch, precision, device):
        network, self.training, channels, side, classes, self.rate = TASKS[task]
        self.device = device
        self.precision = precision
        torch.manual_seed(1)
        self.model = NETWORKS[network](classes).to(device).train(self.training)
        for module in self.model.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        # One kernel per slot over all parameters, where the version has it.
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=self.rate, momentum=0.9, foreach=True)
        self.batch = batch
        self.batches = [
            (torch.rand(batch, channels, side, side) * 3.4 - 1.7, torch.randint(classes, (batch,))) for _ in range(BATCHES)
        ]
        if device.type == "cuda":
            self.batches = [(x.pin_memory(), y.pin_memory()) for x, y in self.batches]
        self.step = 0
        self.loss = float("nan")
        self.order = torch.contiguous_format

    def use(self, order):
        self.order = order
        self.model = self.model.to(memory_format=order)

    def run(self):
        images, labels = self.batches[self.step % BATCHES]
        self.step += 1
        x = images.to(self.device, non_blocking=True)
        if self.order != torch.contiguous_format:
            x = x.contiguous(memory_format=self.order)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16"):
            if not self.training:
                with torch.inference_mode():
                    scores = self.model(x).float().cpu()
                self.loss = scores[0, 0].item()
                return
            loss = F.cross_entropy(self.model(x), labels.to(self.device, non_blocking=True))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.loss = loss.item()

    def run_for(self, seconds):
        start = time.perf_counter()
        steps = 0
        while True:
            self.run()
            steps += 1
            if time.perf_counter() - start >= seconds:
                break
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        return steps * self.batch / (time.perf_counter() - start)


def main(arguments):
    parts = arguments[0].split(":") if arguments else []
    if len(parts) != 3 or parts[0] not in TASKS or parts[2] not in ("f32", "tf32", "bf16"):
        sys.exit(__doc__)
    task, batch, precision = parts[0], int(parts[1]), parts[2]
    warm_up, window, windows = [float(argument) for argument in (arguments[1:] + ["3", "3", "3"][len(arguments) - 1 :])][:3]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    result = {"peer": "pytorch", "version": torch.__version__, "task": task, "batch": batch, "precision": precision}
    result["device"] = torch.cuda.get_device_name(0) if device.type == "cuda" else "cpu"
    capability = torch.cuda.get_device_capability(0) if device.type == "cuda" else (0, 0)
    if precision == "tf32" and capability < (8, 0):
        result["refused"] = "tf32 needs a CUDA device of compute capability 8.0, but device=" + result["device"]
        print(json.dumps(result), flush=True)
        sys.exit(REFUSED)
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.benchmark = True
    measured = Measurement(task, batch, precision, device)
    trials = {}
    for name, order in (("channels first", torch.contiguous_format), ("channels last", torch.channels_last)):
        measured.use(order)
        measured.run()
        measured.run_for(warm_up / 4)
        trials[name] = (measured.run_for(warm_up / 4), order)
    best = max(trials, key=lambda name: trials[name][0])
    measured.use(trials[best][1])
    measured.run_for(warm_up / 4)
    rates = [measured.run_for(window) for _ in range(int(windows))]
    result["images_per_s"] = sorted(rates)[len(rates) // 2]
    result["images_per_s_runs"] = rates
    result["order"] = best
    if measured.training:
        result["loss"] = measured.loss
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
