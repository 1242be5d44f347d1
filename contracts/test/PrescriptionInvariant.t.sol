// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {PrescriptionContract} from "../src/PrescriptionContract.sol";
import {ClinicTest} from "./Vm.sol";

/// @dev Issues, fills and cancels in any order, and counts what the contract let through.
contract PrescriptionHandler is ClinicTest {
    PrescriptionContract private immutable CONTRACT;
    uint256 private constant DOCTOR_KEY = 0xD0C;
    uint256 private constant PHARMACIST_KEY = 0xFA4;

    uint256 private _count;
    mapping(uint256 id => uint256 fills) private _fillsAllowed;
    mapping(uint256 id => uint256 fills) private _fillsDone;
    mapping(uint256 id => bool isCancelled) private _isCancelled;
    mapping(uint256 id => bool wasFilledAfterEnd) private _wasFilledAfterEnd;
    mapping(bytes32 nonce => uint256 uses) private _uses;

    constructor() {
        CONTRACT = new PrescriptionContract(address(this), SALT, CLINIC_CHAIN);
        CONTRACT.grantRole(CONTRACT.DOCTOR_ROLE(), VM.addr(DOCTOR_KEY));
        CONTRACT.grantRole(CONTRACT.PHARMACY_ROLE(), VM.addr(PHARMACIST_KEY));
    }

    function issue(uint8 fills) external {
        address doctor = VM.addr(DOCTOR_KEY);
        bytes32 hash = _hash(_count + 1);
        bytes32 structHash = keccak256(abi.encode(CONTRACT.ISSUE_TYPEHASH(), address(1), doctor, hash, fills, hash));
        bytes memory signature = _sign(DOCTOR_KEY, CONTRACT.domainSeparator(), structHash);
        try CONTRACT.issuePrescriptionFor(address(1), doctor, hash, fills, doctor, hash, signature) {
            _fillsAllowed[++_count] = fills;
        } catch {
            _require(fills == 0 || fills > 99, "a sound prescription is accepted");
        }
    }

    function fill(uint256 seed, uint8 nonceSeed) external {
        uint256 id = 1 + (_count == 0 ? 0 : seed % _count);
        // Few nonces, so that they are often used a second time.
        bytes32 nonce = bytes32(uint256(nonceSeed));
        address pharmacist = VM.addr(PHARMACIST_KEY);
        bytes32 structHash = keccak256(abi.encode(CONTRACT.FILL_TYPEHASH(), _hash(id), address(2), nonce));
        bytes memory signature = _sign(PHARMACIST_KEY, CONTRACT.domainSeparator(), structHash);
        try CONTRACT.fillPrescriptionFor(_hash(id), address(2), pharmacist, nonce, signature) {
            if (_isCancelled[id]) _wasFilledAfterEnd[id] = true;
            ++_fillsDone[id];
            ++_uses[nonce];
        } catch {} // solhint-disable-line no-empty-blocks
    }

    function cancel(uint256 seed) external {
        uint256 id = 1 + (_count == 0 ? 0 : seed % _count);
        VM.prank(VM.addr(DOCTOR_KEY));
        try CONTRACT.cancelPrescription(id) {
            _isCancelled[id] = true;
        } catch {} // solhint-disable-line no-empty-blocks
    }

    function check() external view {
        for (uint256 id = 1; id <= _count; ++id) {
            PrescriptionContract.Prescription memory held = CONTRACT.getPrescription(id);
            _require(_fillsDone[id] <= _fillsAllowed[id], "never filled more often than the doctor said");
            _require(held.fillsLeft == _fillsAllowed[id] - _fillsDone[id], "fills left are those not yet used");
            _require(!_wasFilledAfterEnd[id], "never filled once cancelled");
            bool isFilled = held.status == PrescriptionContract.Status.Filled;
            _require(isFilled == (held.fillsLeft == 0), "filled when no fill is left, and only then");
            bool isCancelled = held.status == PrescriptionContract.Status.Cancelled;
            _require(isCancelled == _isCancelled[id], "cancelled by a doctor, and only then");
        }
        for (uint256 nonce = 0; nonce < 256; ++nonce) {
            _require(_uses[bytes32(nonce)] <= 1, "a nonce is used once");
        }
    }

    function _hash(uint256 id) private pure returns (bytes32) {
        return keccak256(abi.encode("prescription", id));
    }
}

contract PrescriptionInvariantTest is ClinicTest {
    PrescriptionHandler private _handler;

    function setUp() public {
        _handler = new PrescriptionHandler();
        _target(address(_handler));
    }

    function invariant_fillsNeverExceedWhatWasPrescribed() public view {
        _handler.check();
    }
}
