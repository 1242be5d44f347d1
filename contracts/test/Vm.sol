// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

/// @dev The cheat codes that these tests use, of forge's virtual machine.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 privateKey) external pure returns (address);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function prank(address sender) external;
    function expectRevert(bytes calldata revertData) external;
    function expectPartialRevert(bytes4 selector) external;
    function assume(bool condition) external pure;
    function chainId(uint256 newChainId) external;
    function roll(uint256 newHeight) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function snapshotState() external returns (uint256 snapshotId);
    function revertToState(uint256 snapshotId) external returns (bool success);
}

/// @title What the contract tests share
abstract contract ClinicTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bytes32 internal constant SALT = keccak256("a deployment");
    uint256 internal constant CLINIC_CHAIN = 1_234_567;

    address[] private _targetContracts;

    error Failed(string rule);

    function targetContracts() external view returns (address[] memory) {
        return _targetContracts;
    }

    function _target(address handler) internal {
        _targetContracts.push(handler);
    }

    function _require(bool condition, string memory rule) internal pure {
        if (!condition) revert Failed(rule);
    }

    function _sign(uint256 key, bytes32 domain, bytes32 structHash) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    /// @dev Any number as a private key of secp256k1.
    function _key(uint256 seed) internal pure returns (uint256) {
        return 1 + (seed % (2 ** 128));
    }
}
